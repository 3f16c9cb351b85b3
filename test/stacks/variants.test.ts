import { expect } from 'chai';
import { SETTING_FIELDS } from '../../stacks/setting-fields.ts';
import { readStackSettings } from '../../stacks/settings.ts';
import { VARIANTS } from './variants.ts';

/** Of Terraform itself: where its state is. */
const STATE = ['WAVECUT_STATE_BUCKET', 'WAVECUT_STATE_REGION'];

describe('the variants of the stack that are tested', () => {
  it('set every setting that is off, empty or left to the stack by default', () => {
    const defaults = Object.entries(readStackSettings(undefined, { WAVECUT_ENV: 'prod' }));
    const isOff = (value: unknown) =>
      [null, false, '', '[]', '{}'].some((off) => off === value || off === JSON.stringify(value));
    const off = defaults.flatMap(([name, value]) =>
      isOff(value) && name in SETTING_FIELDS
        ? SETTING_FIELDS[name as keyof typeof SETTING_FIELDS].variable
        : [],
    );
    expect(off).to.include('WAVECUT_CAMERA_API_URL');
    const set = Object.values(VARIANTS).flatMap((variables) => Object.keys(variables));
    expect(off.filter((variable) => !set.includes(variable) && !STATE.includes(variable))).to.deep.equal([]);
  });
});
