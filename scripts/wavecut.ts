const HELP = `npm run wavecut -- <command> [options]

  demo     makes a clip on this machine, from recordings to notification, and shows how (npm run demo)
  start    keeps the local environment up for other programs until Ctrl-C (npm start)
  studio   serves a page that shows a deployed stack's archive and clips; npm start serves its own
  clip     asks for a clip, of the local environment or a deployed stack, and may wait for it
  status   shows what became of a clip
  watch    shows what subscribers are told, as it is told
  redrive  shows what lies in the dead-letter queue and moves it back

  <command> --help lists the options of a command.
`;

/** Loaded when they are asked for: each brings its servers and clients with it. */
const COMMANDS: Readonly<Record<string, () => Promise<(argv: string[]) => Promise<number>>>> = {
  demo: async () => (await import('./commands/demo.ts')).demo,
  start: async () => (await import('./commands/start.ts')).start,
  studio: async () => (await import('./commands/studio.ts')).studio,
  clip: async () => (await import('./commands/clip.ts')).clip,
  status: async () => (await import('./commands/status.ts')).status,
  watch: async () => (await import('./commands/watch.ts')).watch,
  redrive: async () => (await import('./commands/redrive.ts')).redrive,
};

async function run([name = '--help', ...rest]: string[]): Promise<number> {
  if (name === '--help' || name === '-h') {
    process.stdout.write(HELP);
    return 0;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!load) {
    const commands = Object.keys(COMMANDS).join(', ');
    process.stderr.write(`There is no command ${JSON.stringify(name)}; there are: ${commands}.\n`);
    return 2;
  }
  const command = await load();
  return command(rest);
}

// Not process.exit(): it would cut off what is still being written to a pipe.
process.exitCode = await run(process.argv.slice(2));
