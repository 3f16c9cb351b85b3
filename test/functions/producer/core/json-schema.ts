/** The keywords of JSON Schema that the request's schema uses; any other is an error of the test. */
const KEYWORDS = [
  ['$schema', 'default', 'description'],
  ['type', 'enum', 'anyOf', 'pattern', 'minimum', 'maximum', 'multipleOf'],
  ['properties', 'required', 'additionalProperties', 'items', 'minItems', 'maxItems'],
].flat();

type Schema = Record<string, unknown>;

/** Whether a value fits a JSON Schema: as much of draft 2020-12 as the request's schema needs. */
export function fits(schema: Schema, value: unknown): boolean {
  const foreign = Object.keys(schema).find((keyword) => !KEYWORDS.includes(keyword));
  if (foreign) throw new Error(`the schema uses ${foreign}, which this check does not know`);
  if (schema.anyOf && !(schema.anyOf as Schema[]).some((option) => fits(option, value))) return false;
  if (schema.enum && !(schema.enum as unknown[]).includes(value)) return false;
  if (schema.type && !isOfType(value, schema.type as string)) return false;
  if (typeof value === 'string') return fitsText(schema, value);
  if (typeof value === 'number') return fitsNumber(schema, value);
  if (Array.isArray(value)) return fitsList(schema, value);
  return typeof value !== 'object' || value === null || fitsObject(schema, value as Schema);
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}

function fitsText({ pattern }: Schema, value: string): boolean {
  return pattern === undefined || new RegExp(pattern as string, 'u').test(value);
}

function fitsNumber({ minimum = -Infinity, maximum = Infinity, multipleOf }: Schema, value: number): boolean {
  if (multipleOf !== undefined && value % (multipleOf as number) !== 0) return false;
  return value >= (minimum as number) && value <= (maximum as number);
}

function fitsList({ items, minItems = 0, maxItems = Infinity }: Schema, value: unknown[]): boolean {
  const isLongEnough = value.length >= (minItems as number) && value.length <= (maxItems as number);
  return isLongEnough && value.every((item) => !items || fits(items as Schema, item));
}

function fitsObject(
  { properties = {}, required = [], additionalProperties }: Schema,
  value: Schema,
): boolean {
  const known = properties as Record<string, Schema>;
  const isComplete = (required as string[]).every((name) => name in value);
  return (
    isComplete &&
    Object.entries(value).every(([name, inner]) => {
      const schema = known[name];
      return schema ? fits(schema, inner) : additionalProperties !== false;
    })
  );
}
