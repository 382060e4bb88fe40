import { declareFactoryPlugin, declareValuePlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import { createServer, createServerModuleRunner } from 'vite';

/** Random arguments of the checks: any others would do as well. */
const shouldIgnore = (path) =>
  path.isObjectProperty() && path.node.key.name === 'sample' ? 'arguments of the checks' : undefined;

/** Gives the work to runner.ts, which only Vite can read. */
function chapters() {
  let [server, runner] = [];
  return {
    // no change is tried that needs it: ignoreStatic
    capabilities: () => ({ reloadEnvironment: true }),
    async init() {
      server = await createServer({ configFile: 'test/mutation/vite.config.ts', root: process.cwd() });
      const modules = createServerModuleRunner(server.environments.ssr);
      runner = await modules.import('/test/mutation/runner.ts');
      await runner.load((file) => modules.import(file));
    },
    dryRun: () => runner.dryRun(),
    mutantRun: (options) => runner.mutantRun(options),
    dispose: () => server.close(),
  };
}
chapters.inject = tokens();

export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, 'samples', { shouldIgnore }),
  declareFactoryPlugin(PluginKind.TestRunner, 'chapters', chapters),
];
