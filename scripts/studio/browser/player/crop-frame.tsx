import { type CORNERS, croppedSize, WATERMARK_PLACE } from '../../../../functions/producer/core/edits.ts';
import { mediaUrl } from '../api-client.ts';
import { wishes } from '../state/request-form.ts';
import { shown } from './archive-player.ts';

/** What the clip will show of the picture: the rest is dimmed, and a watermark lies where it will lie. */
export function CropFrame() {
  const facts = shown.value?.facts;
  const { aspect = null, watermark } = wishes.value.edits;
  if (!facts || (!aspect && !watermark)) return null;
  const { width, height } = facts;
  const size = croppedSize(facts, aspect);
  const x = (width - size.width) / 2;
  const y = (height - size.height) / 2;
  const whole = `M0 0H${width}V${height}H0Z`;
  const kept = `M${x} ${y}V${y + size.height}H${x + size.width}V${y}Z`;
  return (
    <svg class="crop" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <path class="crop-shade" d={whole + kept} fill-rule="evenodd" />
      {aspect && <rect class="crop-edge" x={x} y={y} width={size.width} height={size.height} />}
      {watermark && (
        <Watermark
          frame={{ x, y, ...size }}
          name={watermark.key}
          corner={watermark.corner ?? WATERMARK_PLACE.corner}
        />
      )}
    </svg>
  );
}

/** As the function lays it. */
function Watermark({
  frame,
  name,
  corner,
}: {
  frame: { x: number; y: number; width: number; height: number };
  name: string;
  corner: (typeof CORNERS)[number];
}) {
  const width = (frame.width * WATERMARK_PLACE.widthPercent) / 100;
  const margin = frame.width * WATERMARK_PLACE.margin;
  const isLeft = corner.endsWith('left');
  const isTop = corner.startsWith('top');
  return (
    <image
      href={mediaUrl('watermarks', name)}
      width={width}
      height={width}
      x={isLeft ? frame.x + margin : frame.x + frame.width - width - margin}
      y={isTop ? frame.y + margin : frame.y + frame.height - width - margin}
      preserveAspectRatio={`x${isLeft ? 'Min' : 'Max'}Y${isTop ? 'Min' : 'Max'} meet`}
    />
  );
}
