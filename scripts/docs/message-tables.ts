import * as z from 'zod';
import {
  clipDocument,
  clipNotification,
  signedNotification,
} from '../../functions/producer/core/clip-contract.ts';
import { OUTCOMES, STATUSES } from '../../functions/producer/core/outcomes.ts';
import { requestJsonSchema } from '../../functions/producer/core/request.ts';

/** As much of JSON Schema as the contracts use. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly multipleOf?: number;
  readonly pattern?: string;
}

interface Row {
  readonly path: string;
  readonly schema: Schema;
  readonly isRequired: boolean;
}

/** The fields of a request, for Markdown: of both of its forms, each once. */
export function requestTable(): string {
  const { anyOf: forms = [] } = requestJsonSchema() as Schema;
  const names = ['camera', 'recording'];
  const rows = forms.map((form) => rowsOf(form));
  const paths = [...new Set(rows.flat().map(({ path }) => path))];
  const lines = paths.map((path) => {
    const found = rows.map((ofForm) => ofForm.find((row) => row.path === path));
    const { schema, isRequired } = found.find((row) => row !== undefined) as Row;
    const missingIn = found.indexOf(undefined);
    const form = missingIn < 0 ? 'both' : (names[1 - missingIn] ?? '');
    const preset = schema.default === undefined ? '' : code(schema.default);
    return line([code(path), form, isRequired ? 'yes' : preset, valuesOf(schema), schema.description ?? '']);
  });
  return table(['field', 'form', 'needed, or default', 'what it may be', ''], lines);
}

/** Every status with its reasons. */
export function statusTable(): string {
  const lines = STATUSES.flatMap((status) => {
    const { when, reasons } = OUTCOMES[status];
    const known = Object.entries(reasons).map(([reason, means]) => line(['', code(reason), means]));
    return [line([code(status), '', when]), ...known];
  });
  return table(['status', 'reason', 'when'], lines);
}

export function notificationTable(): string {
  return fieldTable(rowsOf(jsonSchema(clipNotification)));
}

/** What a signed notification has otherwise. */
export function signedTable(): string {
  const plain = rowsOf(jsonSchema(clipNotification)).map((row) => JSON.stringify(row));
  return fieldTable(rowsOf(jsonSchema(signedNotification)).filter((row) => isOther(row, plain)));
}

/** What a document has besides what is told. */
export function documentTable(): string {
  const told = rowsOf(jsonSchema(clipNotification)).map((row) => JSON.stringify(row));
  return fieldTable(rowsOf(jsonSchema(clipDocument)).filter((row) => isOther(row, told)));
}

function isOther(row: Row, known: readonly string[]): boolean {
  return !row.schema.properties && !known.includes(JSON.stringify(row));
}

function fieldTable(rows: readonly Row[]): string {
  const lines = rows.map(({ path, schema, isRequired }) =>
    line([code(path), `${valuesOf(schema)}${isRequired ? '' : ', or not there'}`, schema.description ?? '']),
  );
  return table(['field', 'what it is', ''], lines);
}

function jsonSchema(schema: z.ZodType): Schema {
  return z.toJSONSchema(schema) as Schema;
}

/** Every field with its path, those that hold others before what they hold. */
function rowsOf(schema: Schema, prefix = '', isThere = true): Row[] {
  const { properties = {}, required = [] } = schema;
  return Object.entries(properties).flatMap(([name, field]): Row[] => {
    const path = `${prefix}${name}`;
    const isRequired = isThere && required.includes(name);
    const { inner, suffix } = innerOf(field);
    return [{ path, schema: field, isRequired }, ...rowsOf(inner, `${path}${suffix}.`, true)];
  });
}

/** The schema of what a field holds: of the objects in a list, or of what may be null. */
function innerOf(field: Schema): { readonly inner: Schema; readonly suffix: string } {
  if (field.items) return { inner: field.items, suffix: '[]' };
  return { inner: field.anyOf?.find(({ properties }) => properties) ?? field, suffix: '' };
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  boolean: '`true` `false`',
};

/** What values a field may have, in words. */
function valuesOf(schema: Schema): string {
  const { type = 'anything', anyOf, items, prefixItems, pattern } = schema;
  if (schema.enum) return schema.enum.map((value) => code(value)).join(' ');
  if (schema.const !== undefined) return code(schema.const);
  if (anyOf) return [...new Set(anyOf.map(valuesOf))].join(' or ');
  if (prefixItems) return `[${prefixItems.map(valuesOf).join(', ')}]`;
  if (type === 'array') return `list of ${countOf(schema)}(${items ? valuesOf(items) : 'anything'})`;
  const types = typeof type === 'string' ? [type] : type;
  const words = types.map((one) => WORDS[one] ?? one).join(' or ');
  return `${words}${pattern ? ` like ${code(pattern)}` : ''}${rangeOf(schema)}`;
}

function countOf({ minItems, maxItems }: Schema): string {
  if (maxItems === undefined) return '';
  return minItems === undefined ? `at most ${maxItems} ` : `${minItems} to ${maxItems} `;
}

/** The least and the most of a number; those of whole numbers as such are no limits of ours. */
function rangeOf({ minimum, maximum, multipleOf }: Schema): string {
  const isLimit = (value?: number) => value !== undefined && Math.abs(value) !== Number.MAX_SAFE_INTEGER;
  const step = multipleOf === undefined ? '' : `, in steps of ${multipleOf}`;
  if (isLimit(minimum) && isLimit(maximum)) return `, ${minimum} to ${maximum}${step}`;
  if (isLimit(minimum)) return `, ${minimum} or more${step}`;
  return isLimit(maximum) ? `, at most ${maximum}${step}` : step;
}

function table(heads: readonly string[], lines: readonly string[]): string {
  return [line(heads), line(heads.map(() => '---')), ...lines].join('\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function code(value: unknown): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}
