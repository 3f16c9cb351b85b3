import { fileURLToPath } from 'node:url';
import { App } from 'cdktf';
import { ClipPipelineStack } from './stacks/clip-pipeline-stack.ts';
import { readStackSettings, SettingsError } from './stacks/settings.ts';

const ZIP_PATH = fileURLToPath(new URL('dist/producer.zip', import.meta.url));

try {
  const app = new App({ stackTraces: false });
  const settings = readStackSettings(app.node.tryGetContext('wavecut'), process.env);
  new ClipPipelineStack(app, { settings, zipPath: ZIP_PATH });
  app.synth();
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  // What the person who deploys can mend needs no stack trace.
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
