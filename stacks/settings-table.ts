import { SETTING_FIELDS, type SettingField } from './setting-fields.ts';
import { ENVIRONMENTS } from './settings.ts';

/**
 * The table of all settings for the documentation, in Markdown.
 *
 * @param context what cdktf.json has under `context.wavecut`.
 */
export function settingsTable(context: Readonly<Record<string, Readonly<Record<string, unknown>>>>): string {
  const rows = Object.entries<SettingField>(SETTING_FIELDS).map(([name, { variable, schema, meaning }]) => {
    const preset = ENVIRONMENTS.flatMap((environment) => {
      const value = context[environment]?.[name];
      return value === undefined ? [] : [`${environment} ${code(value)}`];
    });
    const values = [code(schema.parse(undefined)), ...preset].filter((value) => value !== '');
    return `| \`${variable}\` | \`${name}\` | ${values.join('; ')} | ${meaning} |`;
  });
  const environment = `| \`WAVECUT_ENV\` |  | \`dev\` | what to deploy: ${ENVIRONMENTS.map(code).join(', ')} |`;
  return ['| variable | in cdktf.json | default | |', '| --- | --- | --- | --- |', environment, ...rows].join(
    '\n',
  );
}

function code(value: unknown): string {
  const isEmpty =
    value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
  return isEmpty ? '' : `\`${value}\``;
}
