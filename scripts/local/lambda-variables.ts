export interface FunctionSettings {
  readonly functionName: string;
  readonly handler: string;
  readonly memoryMb: number;
  readonly region: string;
  readonly taskRoot: string;
  readonly runtimeFolder: string;
}

/**
 * The variables that Lambda sets for a function, and no others: what is not deployed must not be there locally.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 *
 * @param logStream unique for each execution environment.
 */
export function lambdaVariables(settings: FunctionSettings, logStream: string): Record<string, string> {
  const { functionName, handler, memoryMb, region, taskRoot, runtimeFolder } = settings;
  return {
    _HANDLER: handler,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_FUNCTION_NAME: functionName,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    AWS_REGION: region,
    // A home that is not there, as in Lambda: the SDK would read this machine's ~/.aws/config.
    HOME: '/home/sbx_user1051',
    LAMBDA_RUNTIME_DIR: runtimeFolder,
    LAMBDA_TASK_ROOT: taskRoot,
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin:/bin:/opt/bin',
    TZ: ':UTC',
  };
}
