import { expect } from 'chai';
import fc from 'fast-check';
import { pictureArgs, soundArgs } from '../../../../functions/producer/core/ffmpeg-args.ts';
import { thumbnailArgs } from '../../../../functions/producer/core/image-args.ts';
import { planOf, recordingOf, SECOND_US, SOUND, segmentOf } from '../samples.ts';

/** One argument a word. */
const words = (...parts: string[]) => parts.join(' ').split(' ');

const QUIET = '-hide_banner -nostdin -loglevel error -y';
const DECODERS =
  'h264,hevc,vp8,vp9,libvpx,libvpx-vp9,av1,libdav1d,libaom-av1,aac,mp3,mp3float,opus,libopus,vorbis,flac,ac3,eac3,pcm_s16le,pcm_s24le,pcm_s32le,pcm_f32le';
const LIMITS = `-codec_whitelist ${DECODERS} -max_pixels 35651584`;
const FROM_PIPE = `-protocol_whitelist pipe ${LIMITS} -copyts -threads 1 -f matroska -i pipe:0`;
const TO_PIPE = '-threads 1 -map_metadata -1 -f mpegts pipe:1';
const X264 = '-c:v libx264 -preset veryfast -crf 20';
const TIMES = '-vsync passthrough -enc_time_base 1:90000';

/** From the second frame behind the keyframe at 2 s to 4 s. */
const segment = segmentOf({ fromUs: 2_040_000, keyframeUs: 2 * SECOND_US, toUs: 4 * SECOND_US });

describe("ffmpeg's arguments for pictures", () => {
  it('choose frames by their time from the keyframe on, a millisecond early', () => {
    expect(pictureArgs(segment, planOf(), null)).to.deep.equal(
      words(
        QUIET,
        FROM_PIPE,
        '-vf trim=start=0.039000:end=1.999000',
        X264,
        '-pix_fmt yuv420p -g 50',
        TIMES,
        TO_PIPE,
      ),
    );
  });

  it('begin at 0 where the first frame is the keyframe', () => {
    expect(pictureArgs(segmentOf(), planOf(), null)).to.include('trim=start=0.000000:end=9.999000');
  });

  it('scale to square pixels', () => {
    expect(pictureArgs(segment, planOf({ scale: { width: 1280, height: 720 } }), null)).to.include(
      'trim=start=0.039000:end=1.999000,scale=1280:720,setsar=1',
    );
  });

  const upright: [rotation: number, filter: string][] = [
    [0, 'scale=720:1280'],
    [90, 'transpose=clock,scale=720:1280'],
    [180, 'hflip,vflip,scale=720:1280'],
    [270, 'transpose=cclock,scale=720:1280'],
  ];
  for (const [rotation, filter] of upright) {
    it(`turn a picture upright that was recorded at ${rotation} degrees, when its size is set`, () => {
      const turned = segmentOf({ recording: recordingOf({ video: { rotation } }) });
      expect(pictureArgs(turned, planOf({ scale: { width: 720, height: 1280 } }), null)).to.include(
        `trim=start=0.000000:end=9.999000,${filter},setsar=1`,
      );
    });
  }

  it('leave B-frames out and take an id of their own, where a copy is joined', () => {
    const join = { profile: 'main', parameterSetId: 7 } as const;
    expect(pictureArgs(segment, planOf(), join)).to.deep.equal(
      words(
        ...[
          QUIET,
          FROM_PIPE,
          '-vf trim=start=0.039000:end=1.999000',
          '-c:v libx264 -preset superfast -crf 21',
        ],
        ...['-profile:v main -bf 0 -x264-params sps-id=7:rc-lookahead=0:sync-lookahead=0', TIMES, TO_PIPE],
      ),
    );
  });
});

describe("ffmpeg's arguments for sound", () => {
  it('cut one recording to the sample', () => {
    expect(soundArgs([{ fromUs: SECOND_US, lengthUs: 10 * SECOND_US }], planOf())).to.deep.equal([
      ...words(QUIET, FROM_PIPE.replace('pipe:0', 'pipe:3'), '-filter_complex'),
      '[0:a:0]atrim=start=1.000000,asetpts=PTS-1.000000/TB,aresample=48000:async=1:first_pts=0,' +
        'aformat=sample_fmts=fltp:channel_layouts=stereo,apad,atrim=end=10.000000[a0];[a0]concat=n=1:v=0:a=1[a]',
      ...words('-map [a] -c:a aac -b:a 128k', TO_PIPE),
    ]);
  });

  it('join recordings in turn, each from a pipe of its own, with silence where one has no sound', () => {
    const args = soundArgs(
      [
        { fromUs: SECOND_US, lengthUs: 2 * SECOND_US },
        { fromUs: null, lengthUs: 3 * SECOND_US },
        { fromUs: SECOND_US, lengthUs: 4 * SECOND_US },
      ],
      planOf(),
    );
    expect(args.filter((arg) => arg.startsWith('pipe:'))).to.deep.equal(['pipe:3', 'pipe:4', 'pipe:1']);
    const filters = (args[args.indexOf('-filter_complex') + 1] ?? '').split(';');
    expect(filters.map((filter) => filter.slice(0, 20))).to.deep.equal([
      '[0:a:0]atrim=start=1',
      'anullsrc=r=48000:cl=',
      '[1:a:0]atrim=start=1',
      '[a0][a1][a2]concat=n',
    ]);
    expect(filters[1]).to.equal(
      'anullsrc=r=48000:cl=stereo,atrim=end=3.000000,aformat=sample_fmts=fltp:channel_layouts=stereo[a1]',
    );
  });
});

describe("ffmpeg's arguments for thumbnails", () => {
  it('take one frame once, and scale it to every width', () => {
    const outputs = [
      { path: '/tmp/job/300.jpg', width: 300, height: 168 },
      { path: '/tmp/job/640.jpg', width: 640, height: 360 },
    ];
    const jpeg = '-q:v 3 -frames:v 1 -pix_fmt yuvj420p -f image2';
    expect(thumbnailArgs('/tmp/job/clip.mp4', 2_500_000, outputs)).to.deep.equal(
      words(
        ...[
          QUIET,
          `-threads 1 -protocol_whitelist file ${LIMITS} -ss 2.500000 -f mov -i /tmp/job/clip.mp4 -filter_complex`,
        ],
        '[0:v:0]split=2[s0][s1];[s0]scale=300:168:flags=bicubic,setsar=1[o0];[s1]scale=640:360:flags=bicubic,setsar=1[o1]',
        ...[`-map [o0] ${jpeg} /tmp/job/300.jpg`, `-map [o1] ${jpeg} /tmp/job/640.jpg`],
      ),
    );
  });
});

describe("ffmpeg's arguments", () => {
  it('hold no string that came from outside', () => {
    const hostile = '-i http://evil.example/;$(reboot)';
    const recording = recordingOf({
      key: hostile,
      etag: hostile,
      video: { codec: hostile, parameters: hostile },
      audio: { ...SOUND, codec: hostile, parameters: hostile },
    });
    const join = { profile: 'high', parameterSetId: 1 } as const;
    expect(
      pictureArgs({ ...segment, recording }, planOf({ scale: { width: 2, height: 2 } }), join).join(' '),
    ).not.to.contain('evil');
  });

  it('hold no number in exponent form, nor any below 0 or unknown', () => {
    const us = fc.integer({ min: 0, max: 86_400_000_000 });
    fc.assert(
      fc.property(us, us, us, (keyframeUs, toFrom, toEnd) => {
        const fromUs = keyframeUs + toFrom;
        const wanted = segmentOf({ keyframeUs, fromUs, toUs: fromUs + toEnd + 1000 });
        const args = [
          ...pictureArgs(wanted, planOf(), null),
          ...soundArgs([{ fromUs, lengthUs: toEnd }], planOf()),
          ...thumbnailArgs('clip.mp4', toEnd, [{ path: '1.jpg', width: 300, height: 168 }]),
        ].join(' ');
        expect(args).not.to.match(/\de[-+]?\d|NaN|Infinity|(start|end|-ss)[= ]-/);
      }),
    );
  });
});
