import { update as applyModifier, type Modifier } from 'mingo/updater';
import { asBadValue, CommandError, notHeld } from '../command-error.ts';
import { copyOf, type Document, hasOperators, isDocument } from '../document.ts';
import { partsOf, refuseConflicts, targetAt } from './field-path.ts';

/** One field of one update operator, as `$inc: {attempts: 1}`. */
interface Change {
  readonly operator: string;
  readonly path: string;
  readonly operand: unknown;
}

/** mingo refuses any mention of `_id`; the server takes one that changes nothing, so that is the store's to see. */
const queryOptions = { idKey: '' };

const nothing = () => {};

/** The update operators held, each with what it asks of its operand before any document is looked at. */
const HELD: Record<string, (change: Change) => void> = {
  $set: nothing,
  $setOnInsert: nothing,
  $unset: nothing,
  $min: nothing,
  $max: nothing,
  $inc({ path, operand }) {
    if (typeof operand !== 'number') {
      throw new CommandError('TypeMismatch', `Cannot increment with non-numeric argument: '${path}'`);
    }
  },
  $push({ path, operand }) {
    if (!hasOperators(operand)) return;
    const other = Object.keys(operand).find((modifier) => modifier !== '$each');
    // mingo leaves $slice and $sort out where the array is not there yet.
    if (other !== undefined) throw notHeld('BadValue', `${other} in $push of '${path}'`);
    if (!Array.isArray(operand.$each)) {
      throw new CommandError('BadValue', `The argument to $each in $push must be an array: '${path}'`);
    }
  },
  $currentDate({ path, operand }) {
    const isDate = operand === true || (isDocument(operand) && operand.$type === 'date');
    if (!isDate) {
      throw notHeld('BadValue', `$currentDate of '${path}' by other than true and {$type: 'date'}`);
    }
  },
};

/**
 * An update by operators, as a function from a document to a new one.
 *
 * @throws CommandError for operators and operands that the server refuses, or that are not held.
 */
export function compileOperators(update: Document): (document: Document, inserting: boolean) => Document {
  const changes = Object.entries(update).flatMap(([operator, fields]) => changesOf(operator, fields));
  refuseConflicts(
    'ConflictingUpdateOperators',
    changes.map(({ path }) => path),
  );
  const { $setOnInsert, ...always } = update;
  const onInsert = { ...always, $set: { ...(always.$set as Document), ...($setOnInsert as Document) } };

  return (document, inserting) => {
    const modifier = inserting ? onInsert : always;
    for (const change of changes) {
      if (inserting || change.operator !== '$setOnInsert') checkTarget(document, change);
    }
    const changed = copyOf(document);
    asBadValue(() => applyModifier(changed, modifier as Modifier<Document>, [], {}, { queryOptions }));
    return changed;
  };
}

function changesOf(operator: string, fields: unknown): Change[] {
  if (!operator.startsWith('$')) {
    throw new CommandError('FailedToParse', `Unknown modifier: ${operator}, among update operators`);
  }
  const checkOperand = Object.hasOwn(HELD, operator) && HELD[operator];
  if (!checkOperand) throw notHeld('FailedToParse', `Unknown modifier: ${operator}`);
  if (!isDocument(fields)) throw new CommandError('FailedToParse', `${operator} takes an object of fields`);
  return Object.entries(fields).map(([path, operand]) => {
    partsOf(path);
    const change = { operator, path, operand };
    checkOperand(change);
    return change;
  });
}

/** mingo passes over a target that an operator cannot change, where the server refuses the update. */
function checkTarget(document: Document, { operator, path }: Change): void {
  if (operator === '$unset') return;
  const target = targetAt(document, path);
  if (operator === '$inc' && target !== undefined && typeof target !== 'number') {
    throw new CommandError('TypeMismatch', `Cannot apply $inc to a value of non-numeric type: '${path}'`);
  }
  if (operator === '$push' && target !== undefined && !Array.isArray(target)) {
    throw new CommandError('BadValue', `The field '${path}' must be an array`);
  }
}
