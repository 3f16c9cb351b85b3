import type { LocalEnvironment } from '../local/environment.ts';
import { localStudioTarget } from './local-target.ts';
import { type Studio, type StudioOptions, startStudio } from './studio.ts';

/** Where the studio of a local environment is, unless somebody else is there. */
export const STUDIO_PORT = 4580;

/**
 * Serves the studio of a local environment.
 *
 * @param port of the person's choice; without one the usual port, or any free one where that is taken.
 * @throws EADDRINUSE, with the port in `error.port`, where a chosen one is taken.
 */
export async function serveLocalStudio(
  environment: LocalEnvironment,
  port: number | undefined,
  options: Omit<StudioOptions, 'port'>,
): Promise<Studio> {
  const target = localStudioTarget(environment);
  if (port !== undefined) return startStudio(target, { ...options, port });
  try {
    return await startStudio(target, { ...options, port: STUDIO_PORT });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return startStudio(target, { ...options, port: 0 });
  }
}
