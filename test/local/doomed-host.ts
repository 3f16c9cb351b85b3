/** A host for the test to kill: prints the pid of its Lambda process once the function's child runs. */
import { startLambdaHost } from '../../scripts/local/lambda-host.ts';

const host = await startLambdaHost({
  zipPath: process.argv[2] as string,
  environment: {},
  onLog: () => console.log(host.pids()[0]),
});
await host.invoke({});
