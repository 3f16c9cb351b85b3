import { builtinModules } from 'node:module';
import type { Plugin } from 'esbuild';

/** What esbuild's account puts in front of the names of these modules. */
export const BUILT_IN = 'built-in';
const NAMES = new RegExp(`^(?:node:)?(?:${builtinModules.join('|')})$`);

/**
 * Node's own modules by `require`, also where a package imports them. For an `import`, Node reads every property that
 * such a module has, and some of `node:http`'s load a second HTTP client that nobody uses: a tenth of a cold start.
 */
export const builtInModules: Plugin = {
  name: 'built-in-modules',
  setup(build) {
    build.onResolve({ filter: NAMES }, ({ kind, path }) =>
      kind === 'import-statement'
        ? { path: path.startsWith('node:') ? path : `node:${path}`, namespace: BUILT_IN }
        : undefined,
    );
    build.onLoad({ filter: NAMES, namespace: BUILT_IN }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
    }));
  },
};
