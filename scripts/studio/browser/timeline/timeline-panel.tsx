import { useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { endOf } from '../../timeline/view.ts';
import { lengthWords } from '../../timeline/words.ts';
import { Icon } from '../icon.tsx';
import { blocks, cameras, loadArchive, lookInto } from '../state/archive.ts';
import { trying } from '../state/notices.ts';
import { canRequest } from '../state/studio-info.ts';
import { fitCamera, lanesTop, resize, selectedCamera, view, zoom } from '../state/timeline-view.ts';
import { pickFiles } from '../upload/file-choice.ts';
import { CameraList } from './camera-list.tsx';
import { LANE_PX, RULER_PX } from './draw-lanes.ts';
import { HoverPicture, hover } from './hover-picture.tsx';
import { MarkHandles } from './mark-handles.tsx';
import { Playhead } from './playhead.tsx';
import { listenToPointers } from './pointer.ts';
import { useDrawing } from './use-drawing.ts';
import { visibleKeys } from './visible-keys.ts';

/** Who looks into recordings waits until the view lies still. */
const SETTLED_MS = 150;

/** The cameras on the left and their archives beside them, on one clock. */
export function TimelinePanel() {
  return (
    <section class="timeline" aria-label="Archive">
      <div class="timeline-head">
        <h2>Archive</h2>
        <Reading />
        <div class="tools">
          <button
            type="button"
            class="icon"
            title="Zoom out (-)"
            aria-label="Zoom out"
            onClick={() => zoom(1 / 1.6)}
          >
            <Icon name="minus" />
          </button>
          <button
            type="button"
            class="icon"
            title="Zoom in (+)"
            aria-label="Zoom in"
            onClick={() => zoom(1.6)}
          >
            <Icon name="plus" />
          </button>
          <button
            type="button"
            class="quiet"
            title="Fit the archive (F)"
            onClick={() => fitCamera(selectedCamera.value)}
          >
            Fit
          </button>
          {canRequest.value && (
            <button type="button" class="quiet" onClick={pickFiles}>
              Add a recording
            </button>
          )}
        </div>
      </div>
      <Lanes />
    </section>
  );
}

/** What the ruler spans. */
function Reading() {
  const { fromMs } = view.value;
  return <p class="dim reading">{lengthWords(endOf(view.value) - fromMs)} in sight</p>;
}

function Lanes() {
  const scroller = useRef<HTMLDivElement>(null);
  const lanes = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);

  useEffect(() => {
    const area = lanes.current as HTMLDivElement;
    const sizes = new ResizeObserver(() => resize(area.clientWidth));
    sizes.observe(area);
    const cameraAt = (y: number) => {
      const index = Math.floor((y - RULER_PX + lanesTop.value) / LANE_PX);
      return y < RULER_PX ? selectedCamera.value : (cameras.value[index] ?? null);
    };
    const stopListening = listenToPointers(area, {
      onLane: (y) => {
        const cameraId = cameraAt(y);
        if (cameraId !== null && cameraId !== selectedCamera.value) selectedCamera.value = cameraId;
      },
      onHover: (place) => {
        hover.value = place && { ...place, cameraId: cameraAt(place.y) };
      },
    });
    return () => {
      sizes.disconnect();
      stopListening();
    };
  }, []);

  useDrawing(canvas, scroller);
  useSignalEffect(() => {
    const keys = visibleKeys(view.value, blocks.value);
    const timer = setTimeout(() => void trying(() => lookInto(keys)), SETTLED_MS);
    return () => clearTimeout(timer);
  });
  useSignalEffect(() => {
    for (const cameraId of cameras.value) void trying(() => loadArchive(cameraId));
  });

  return (
    <div
      class="lanes-scroller"
      ref={scroller}
      onScroll={(event) => {
        lanesTop.value = event.currentTarget.scrollTop;
      }}
    >
      <CameraList />
      <div class="lanes" ref={lanes}>
        <div class="canvas" aria-hidden="true">
          <canvas ref={canvas} />
        </div>
        <MarkHandles />
        <Playhead />
        <HoverPicture />
      </div>
    </div>
  );
}
