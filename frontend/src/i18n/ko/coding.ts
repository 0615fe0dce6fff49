import type { coding as english } from "../en/coding";
import { translation } from "../messages";

/** 코더의 키가 만들어지는 구간에 대해 말하는 문장. */
export const coding = translation<typeof english, "other">()({
  "coding.next": "{start}부터: 다음 구간",
  "coding.memoWhileMarking": "표시가 열려 있습니다. {out}(으)로 끝내면 메모를 쓸 수 있습니다.",
  "coding.toTheEnd": "녹화의 끝까지 이어집니다. 마지막 프레임도 들어갑니다.",
  "coding.again": "다시 시도",
  "coding.withoutRetired": "사용 중지된 코드 빼고",
  "coding.goneMeanwhile": "이 작업의 대상이 더는 여기 없어 다시 할 수 없습니다.",
  "coding.save.held": { other: "잡음에 막힌 구간 {count}개, 이 탭에만 있음" },
});
