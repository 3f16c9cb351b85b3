import { computed, signal } from '@preact/signals';
import { type Marks, NO_MARKS, windowOf } from '../../timeline/marks.ts';

export const marks = signal<Marks>(NO_MARKS);
export const markedWindow = computed(() => windowOf(marks.value));

export function clearMarks(): void {
  marks.value = NO_MARKS;
}
