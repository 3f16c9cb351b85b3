import { claimContract } from './clip-repository/claims.ts';
import { deliveriesTo, type OpenedRepository } from './clip-repository/deliveries.ts';
import { endContract } from './clip-repository/ends.ts';
import { invalidRequestContract } from './clip-repository/invalid-requests.ts';
import { leaseContract } from './clip-repository/leases.ts';
import { waitingContract } from './clip-repository/waiting-clips.ts';

/**
 * What every repository of clips has to do.
 *
 * @param open an empty one; a repository keeps its documents for one test.
 */
export function clipRepositoryContract(open: () => Promise<OpenedRepository>): void {
  const deliveries = deliveriesTo(open);

  claimContract(deliveries);
  leaseContract(deliveries);
  waitingContract(deliveries);
  endContract(deliveries);
  invalidRequestContract(deliveries);
}
