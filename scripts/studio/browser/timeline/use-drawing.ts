import { effect } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import { blocks, cameras } from '../state/archive.ts';
import { marks } from '../state/cut-marks.ts';
import { localOffsetMs } from '../state/studio-info.ts';
import { lanesTop, selectedCamera, view } from '../state/timeline-view.ts';
import { drawLanes, type Palette, paletteOf } from './draw-lanes.ts';

/** Draws the lanes once a frame of the screen, when something of them has changed. */
export function useDrawing(
  canvas: RefObject<HTMLCanvasElement | null>,
  scroller: RefObject<HTMLElement | null>,
): void {
  useEffect(() => {
    const element = canvas.current as HTMLCanvasElement;
    const context = element.getContext('2d') as CanvasRenderingContext2D;
    let palette: Palette | null = null;
    let waiting = 0;
    const draw = () => {
      waiting = 0;
      const heightPx = scroller.current?.clientHeight ?? 0;
      const { widthPx } = view.peek();
      sizeCanvas(element, widthPx, heightPx);
      palette ??= paletteOf(element);
      context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
      const known = blocks.peek();
      const chosen = selectedCamera.peek();
      const lanes = cameras.peek().map((cameraId) => ({
        cameraId,
        isChosen: cameraId === chosen,
        series: known.get(cameraId) ?? [],
      }));
      const middle = view.peek().fromMs + (widthPx / 2) * view.peek().msPerPx;
      drawLanes(
        context,
        {
          view: view.peek(),
          lanes,
          scrollTop: lanesTop.peek(),
          heightPx,
          marks: marks.peek(),
          localOffsetMs: localOffsetMs(middle),
        },
        palette,
      );
    };
    const ask = () => {
      waiting ||= requestAnimationFrame(draw);
    };
    const stopWatching = effect(() => {
      void [view.value, blocks.value, cameras.value, selectedCamera.value, marks.value, lanesTop.value];
      ask();
    });
    const scheme = matchMedia('(prefers-color-scheme: light)');
    const repaint = () => {
      palette = null;
      ask();
    };
    scheme.addEventListener('change', repaint);
    const sizes = new ResizeObserver(ask);
    if (scroller.current) sizes.observe(scroller.current);
    return () => {
      stopWatching();
      cancelAnimationFrame(waiting);
      scheme.removeEventListener('change', repaint);
      sizes.disconnect();
    };
  }, [canvas, scroller]);
}

/** As many pixels as the screen has. */
function sizeCanvas(canvas: HTMLCanvasElement, widthPx: number, heightPx: number): void {
  const width = Math.round(widthPx * devicePixelRatio);
  const height = Math.round(heightPx * devicePixelRatio);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  canvas.style.width = `${widthPx}px`;
  canvas.style.height = `${heightPx}px`;
}
