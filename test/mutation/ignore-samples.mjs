import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** Random arguments of the checks: any others would do as well. */
const shouldIgnore = (path) =>
  path.isObjectProperty() && path.node.key.name === 'sample' ? 'arguments of the checks' : undefined;

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, 'samples', { shouldIgnore })];
