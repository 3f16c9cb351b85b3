import { WavecutError } from '../../../functions/producer/core/errors.ts';

/** A call that the studio does not carry out, with the HTTP status that says so. */
export class Refused extends WavecutError {
  readonly statusCode: number;

  constructor(statusCode: number, code: string, message: string, options?: ErrorOptions) {
    super(code, message, options);
    this.statusCode = statusCode;
  }
}
