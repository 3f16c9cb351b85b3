const PATHS = {
  play: 'M5 3.2v9.6c0 .5.6.8 1 .5l7-4.8c.4-.2.4-.8 0-1L6 2.7c-.4-.3-1 0-1 .5z',
  pause: 'M4 3h3v10H4zM9 3h3v10H9z',
  back: 'M11 3v10L4 8zM3 3h1.5v10H3z',
  on: 'M5 3v10l7-5zM11.5 3H13v10h-1.5z',
  rewind: 'M8 3.5v9L2 8zM14 3.5v9L8 8z',
  forward: 'M2 3.5v9L8 8zM8 3.5v9L14 8z',
  sound: 'M2 6v4h2.5L8 13V3L4.5 6zM10 5.5c1.5 1 1.5 4 0 5l.6.9c2.2-1.5 2.2-5.3 0-6.8z',
  muted:
    'M2 6v4h2.5L8 13V3L4.5 6zM10 6.2l1.3 1.3L12.6 6.2l.8.8-1.3 1.3 1.3 1.3-.8.8-1.3-1.3-1.3 1.3-.8-.8 1.3-1.3L9.2 7z',
  download: 'M7.2 2h1.6v6l2.2-2.2 1.1 1.1L8 11 3.9 6.9 5 5.8 7.2 8zM3 12.4h10V14H3z',
  copy: 'M5 2h8v9h-1.5V3.5H5zM3 5h7v9H3zm1.5 1.5v6h4v-6z',
  find: 'M7 2a5 5 0 0 1 4 8l3 3-1.1 1.1-3-3A5 5 0 1 1 7 2zm0 1.6a3.4 3.4 0 1 0 0 6.8 3.4 3.4 0 0 0 0-6.8z',
  retry: 'M8 3V1l3.5 2.9L8 6.8V4.7A3.7 3.7 0 1 0 11.7 8.4h1.6A5.3 5.3 0 1 1 8 3z',
  close: 'M4 2.9 8 6.9l4-4 1.1 1.1-4 4 4 4L12 13.1l-4-4-4 4L2.9 12l4-4-4-4z',
  minus: 'M3 7.2h10v1.6H3z',
  plus: 'M7.2 3h1.6v4.2H13v1.6H8.8V13H7.2V8.8H3V7.2h4.2z',
  upload: 'M7.2 11V5L5 7.2 3.9 6.1 8 2l4.1 4.1L11 7.2 8.8 5v6zM3 12.4h10V14H3z',
} as const;

/** A small picture on a button; what it means stands in the button's label. */
export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg class="glyph" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
