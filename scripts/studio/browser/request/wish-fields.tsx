import type { ComponentChildren } from 'preact';
import { ASPECTS, CORNERS, WATERMARK_PLACE } from '../../../../functions/producer/core/edits.ts';
import { wish, wishEdit, wishes } from '../state/request-form.ts';
import { info } from '../state/studio-info.ts';

const SPEEDS = [0.25, 0.5, 1, 1.5, 2, 4];
const HEIGHTS = [360, 480, 720, 1080];
const PREVIEWS = ['webp', 'gif'] as const;

/** Everything that may be asked for besides the window. */
export function WishFields() {
  const { cut = 'exact', gapPolicy = 'skip', preview = 'none', sprite, edits } = wishes.value;
  const { aspect, height, speed = 1, mute, fadeInMs, fadeOutMs } = edits;
  const copies = cut === 'keyframe';
  return (
    <div class="wishes">
      <Choice
        label="First frame"
        name="cut"
        value={cut}
        options={[
          ['exact', 'Exact'],
          ['keyframe', 'Keyframe'],
        ]}
        onChoose={(value) => wish({ cut: value === 'keyframe' ? value : undefined })}
      />
      <Choice
        label="Gaps"
        name="gaps"
        value={gapPolicy}
        options={[
          ['skip', 'Skip'],
          ['fail', 'Fail'],
        ]}
        onChoose={(value) => wish({ gapPolicy: value === 'fail' ? value : undefined })}
      />
      <fieldset class="edits" disabled={copies}>
        <legend class="hidden">Edits of the picture</legend>
        <Select
          label="Aspect"
          value={aspect ?? ''}
          onChange={(value) => wishEdit({ aspect: ASPECTS.find((shape) => shape === value) })}
        >
          <option value="">As it is</option>
          {ASPECTS.map((shape) => (
            <option key={shape} value={shape}>
              {shape}
            </option>
          ))}
        </Select>
        <Select
          label="Height"
          value={height ?? ''}
          onChange={(value) => wishEdit({ height: Number(value) || undefined })}
        >
          <option value="">As it is</option>
          {HEIGHTS.map((lines) => (
            <option key={lines} value={lines}>
              {lines}
            </option>
          ))}
        </Select>
        <Select
          label="Speed"
          value={speed}
          onChange={(value) => wishEdit({ speed: value === '1' ? undefined : Number(value) })}
        >
          {SPEEDS.map((times) => (
            <option key={times} value={times}>
              {times}×
            </option>
          ))}
        </Select>
        <Seconds
          label="Fade in"
          ms={fadeInMs ?? 0}
          onChange={(ms) => wishEdit({ fadeInMs: ms || undefined })}
        />
        <Seconds
          label="Fade out"
          ms={fadeOutMs ?? 0}
          onChange={(ms) => wishEdit({ fadeOutMs: ms || undefined })}
        />
        <WatermarkField />
      </fieldset>
      <Select
        label="Preview loop"
        value={preview}
        onChange={(value) => wish({ preview: PREVIEWS.find((format) => format === value) })}
      >
        <option value="none">None</option>
        <option value="webp">WebP</option>
        <option value="gif">GIF</option>
      </Select>
      <div class="ticks">
        <Tick label="Mute" isOn={mute ?? false} onChange={(isOn) => wishEdit({ mute: isOn || undefined })} />
        <Tick
          label="Sprite"
          isOn={sprite ?? false}
          onChange={(isOn) => wish({ sprite: isOn || undefined })}
        />
      </div>
    </div>
  );
}

function WatermarkField() {
  const { watermark } = wishes.value.edits;
  const names = info.value?.watermarks ?? [];
  return (
    <>
      <Select
        label="Watermark"
        value={watermark?.key ?? ''}
        onChange={(key) => wishEdit({ watermark: key ? { ...watermark, key } : undefined })}
      >
        <option value="">{names.length === 0 ? 'None stored' : 'None'}</option>
        {names.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </Select>
      {watermark && (
        <Select
          label="Corner"
          value={watermark.corner ?? WATERMARK_PLACE.corner}
          onChange={(value) =>
            wishEdit({ watermark: { ...watermark, corner: CORNERS.find((place) => place === value) } })
          }
        >
          {CORNERS.map((place) => (
            <option key={place} value={place}>
              {place.replace('-', ' ')}
            </option>
          ))}
        </Select>
      )}
    </>
  );
}

interface ChoiceProps<Value extends string> {
  label: string;
  name: string;
  value: Value;
  options: readonly (readonly [Value, string])[];
  onChoose: (value: Value) => void;
}

function Choice<Value extends string>({ label, name, value, options, onChoose }: ChoiceProps<Value>) {
  return (
    <fieldset class="choice">
      <legend>{label}</legend>
      <div class="segments">
        {options.map(([option, words]) => (
          <label key={option}>
            <input type="radio" name={name} checked={value === option} onChange={() => onChoose(option)} />
            <span>{words}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface SelectProps {
  label: string;
  value: string | number;
  onChange: (value: string) => void;
  children: ComponentChildren;
}

function Select({ label, value, onChange, children }: SelectProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {children}
      </select>
    </label>
  );
}

function Seconds({ label, ms, onChange }: { label: string; ms: number; onChange: (ms: number) => void }) {
  return (
    <label class="field">
      <span>{label}, s</span>
      <input
        type="number"
        min="0"
        max="10"
        step="0.1"
        value={ms / 1000}
        onInput={(event) => onChange(Math.round((event.currentTarget.valueAsNumber || 0) * 1000))}
      />
    </label>
  );
}

function Tick({
  label,
  isOn,
  onChange,
}: {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}) {
  return (
    <label class="tick">
      <input type="checkbox" checked={isOn} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}
