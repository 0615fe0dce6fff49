import type { timeline as source } from "../en/timeline";
import { translation } from "../messages";

export const timeline = translation<typeof source, "other">()({
  "timeline.menu": "구간 메뉴",
  "timeline.overview.window": "전체에서 보이는 범위",
  "timeline.overview.start": "보이는 범위의 시작",
  "timeline.overview.end": "보이는 범위의 끝",
  "timeline.splitter": "화면과 타임라인의 경계",
  "timeline.splitter.rows": { other: "레인 {count}줄" },
  "timeline.splitter.hint":
    "끌거나 위·아래 화살표를 눌러 레인의 높이를 바꿉니다. 두 번 클릭하면 처음 높이로 돌아갑니다.",
  "timeline.markIn": "여기에서 표시가 시작되었습니다. {out}을(를) 누르면 끝납니다",

  "timeline.notice.notAllYours": {
    other: "선택한 구간 중 {count}개는 다른 사람의 것이어서 그대로 두었습니다.",
  },
  "timeline.notice.memoOne":
    "메모는 구간 하나에만 쓸 수 있는데 여러 개가 선택되어 있습니다. 아무것도 바뀌지 않았으니 먼저 하나를 클릭하세요.",
  "timeline.notice.trimOne":
    "트림은 구간 하나에만 할 수 있는데 여러 개가 선택되어 있습니다. 아무것도 바뀌지 않았으니 먼저 하나를 클릭하세요.",

  "timeline.many.count": { other: "구간 {count}개" },
  "timeline.many.span": "범위",
  "timeline.many.total": "모두 {length}",
  "timeline.many.none": "코드가 없습니다",
  "timeline.many.all": "모두",
  "timeline.many.some": "{count}개",
  "timeline.many.add": "모두에 {name} 추가",
  "timeline.many.remove": "모두에서 {name} 제거",
  "timeline.many.delete": { other: "{count}개 삭제" },
  "timeline.many.hint": "여기에서 바꾸는 것은 모두 한 단계입니다. {undo} 한 번으로 되돌립니다.",
  "timeline.many.clear": "선택 해제",

  "timeline.command.selectAll": "보이는 범위의 내 구간 모두 선택",
  "timeline.command.spectrum": "파형 아래 스펙트럼 켜기/끄기",

  "timeline.lane.none": "코드북의 범주마다 레인이 하나씩 여기에 놓입니다. 아직 범주가 없습니다.",
  "timeline.lane.spectrum": "스펙트럼",
  "timeline.lane.spectrumTop": "8 kHz",
  "timeline.soundless": "이 영상에는 소리가 없습니다.",
  "timeline.spectrum.far": "확대하면 스펙트럼이 보입니다. 한 번에 10분까지 계산합니다.",
  "timeline.spectrum.waiting": "소리를 준비하고 있습니다. 스펙트럼은 그 뒤에 나옵니다.",
  "timeline.spectrum.failed": "소리를 읽지 못했습니다. 다시 시도합니다.",
  "timeline.spectrum.off": "끄기",
  "timeline.spectrum.on": "켜기",
});
