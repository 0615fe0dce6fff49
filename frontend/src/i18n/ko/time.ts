import type { time as english } from "../en/time";
import { translation } from "../messages";

/** 시간 표기가 잘못되었을 때의 한국어 문장. */
export const time = translation<typeof english, "other">()({
  "time.long": "시간은 {most}자까지 쓸 수 있습니다. 더 짧게 쓰세요.",
  "time.position": "위치가 아닙니다. 프레임, 타임코드 또는 초로 쓰세요.",
  "time.frame": "프레임은 f151947 같은 정수입니다. 소수점 없이 쓰세요.",
  "time.number": "“{text}”은(는) 초를 나타내는 수가 아닙니다. 6077.88이나 1001/1500처럼 쓰세요.",
  "time.numberLarge": "“{text}”은(는) 시간으로 쓰기에 너무 큽니다. 더 작은 수를 쓰세요.",
  "time.rate": "“{text}”은(는) 프레임 속도가 아닙니다. 25/1이나 30000/1001처럼 쓰세요.",
  "time.rateRounded":
    "“{text}”은(는) 반올림한 프레임 속도입니다. 이에 가까운 방송용 속도라면 {meant}, 그대로라면 {literal}처럼 쓰세요.",
  "time.noDropFrame":
    "드롭 프레임 타임코드는 30000/1001과 60000/1001에만 있고 {rate}에는 없습니다. 드롭 프레임을 끄세요.",
  "time.timecode": "“{text}”은(는) 이 영상의 타임코드가 아닙니다. {example}처럼 쓰세요.",
  "time.timecodeMark": "“{text}”의 프레임 앞 구분 기호가 이 영상과 맞지 않습니다. {example}처럼 쓰세요.",
  "time.timecodeRange":
    "“{text}”은(는) 타임코드가 아닙니다. 이 영상에서 시는 23, 분과 초는 59, 프레임은 {lastFrame}까지입니다.",
  "time.timecodeLeftOut": "드롭 프레임 방식에서는 “{text}” 번호를 건너뜁니다. 그 분의 첫 프레임은 {next}입니다.",
  "time.goto": "“{text}”은(는) 위치가 아닙니다. {example} 같은 타임코드, 6077.88s, f151947, +10s 또는 -5f처럼 쓰세요.",
  "time.timecodeTwice": "“{text}”은(는) 24시간이 넘는 이 영상에 두 번 이상 나옵니다. f151947처럼 프레임으로 쓰세요.",
  "time.offFrame": "{seconds}초는 두 프레임 사이입니다. 가장 가까운 것은 프레임 {nearest}, {timecode}입니다.",
  "time.outside": "영상 밖의 위치입니다. 영상은 {first}부터 {last}까지입니다(프레임 0~{lastFrame}).",
  "time.spanOrder": "끝(프레임 {end})은 시작(프레임 {start})보다 뒤여야 합니다.",
  "time.clockFrames": "영상의 프레임 수는 1에서 {most}까지입니다. {frames}은(는) 쓸 수 없습니다.",
  "time.clockStart": "영상은 24시간 타임코드 안에서 시작합니다. {start}은(는) 하루 안의 프레임이 아닙니다.",
});
