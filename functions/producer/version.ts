import packageJson from '../../package.json' with { type: 'json' };

/** This version of Wavecut, as documents name it. */
export const VERSION: string = packageJson.version;
