import type { habits as english } from "../en/habits";
import { translation } from "../messages";

/** 각자의 작업 방식: 단축키, 반응 지연, 실시간 코딩, 첫 안내. */
export const habits = translation<typeof english, "other">()({
  "keys.title": "모든 단축키",
  "keys.search": "명령과 키 검색",
  "keys.single": "글자, 숫자, 기호 하나만 눌러도 명령으로 받기",
  "keys.singleOff": {
    other:
      "명령 {count}개의 키가 꺼져 있습니다. 버튼과 메뉴로는 그대로 쓸 수 있고, Ctrl이나 Alt가 들어간 키를 줄 수 있습니다.",
  },
  "keys.how": "키를 누르면 바꿀 수 있습니다. 어느 브라우저에서나 그대로 유지됩니다.",
  "keys.change": "이 키 바꾸기",
  "keys.more": "키 하나 더",
  "keys.waits": "새 키를 누르세요",
  "keys.isOff": "글자, 숫자, 기호 하나짜리 키라서 꺼져 있습니다. 이 키 바꾸기",
  "keys.fixed": "언제든 빠져나갈 수 있도록 이 키는 바꿀 수 없습니다.",
  "keys.reset": "처음대로",
  "keys.resetAll": "모두 처음대로",
  "keys.each": "하나씩 보기",
  "keys.taken": "{key} 키는 “{name}”에 쓰이고 있습니다.",
  "keys.swap": "서로 바꾸기",
  "keys.take": "여기로 옮기기",
  "keys.lost": "이 때문에 키를 잃은 명령: {names}.",
  "keys.refused.browser": "{key} 키는 브라우저가 쓰므로 명령에 줄 수 없습니다. 바뀐 것은 없습니다.",
  "keys.refused.focus": "{key} 키는 초점을 옮기거나 버튼을 누르는 키라서 명령에 줄 수 없습니다.",
  "keys.refused.text": "{key} 키는 글을 복사하고 붙여 넣는 키라서 명령에 줄 수 없습니다.",
  "keys.refused.typing": "{key} 키는 글을 쓰는 데 필요하므로 거기서는 명령에 줄 수 없습니다.",
  "keys.refused.input": "{key} 키는 입력 방식을 고르는 키라서 명령에 줄 수 없습니다.",
  "keys.refused.escape": "{key} 키는 취소하고 빠져나가는 키로 남겨야 하므로 다른 명령에 줄 수 없습니다.",
  "keys.refused.erase": "{key} 키는 지우는 키라서 다른 명령에 줄 수 없습니다.",

  "settings.habits": "단축키와 반응",
  "habits.lead": "본인에게만 적용되며, 모든 프로젝트와 로그인하는 모든 브라우저에서 같습니다.",
  "habits.keys": "단축키",
  "habits.keysText": "코딩 화면과 검토 화면의 모든 키는 각 화면의 단축키 표에서 바꿀 수 있습니다.",
  "habits.keysOpen": "코딩 화면 열기",
  "habits.keysReview": "검토 화면 열기",
  "habits.keysLibrary": "영상 고르기",
  "habits.single": "글자, 숫자, 기호 하나만 눌러도 명령으로 받기",
  "habits.singleText":
    "끄면 실수로 누른 키나 음성 입력으로는 아무 일도 일어나지 않습니다. 모든 명령은 버튼과 메뉴로 그대로 쓸 수 있고, Ctrl이나 Alt가 들어간 키를 줄 수 있습니다.",
  "habits.lag": "반응 지연",
  "habits.lagText":
    "손은 눈보다 늦으므로, 재생 중에 표시하는 자리를 이만큼(밀리초) 앞당깁니다. 멈춘 동안에는 보이는 프레임이 그대로 표시됩니다.",
  "habits.lagField": "밀리초, 0부터 1000까지",
  "habits.lagWrong": "0부터 1000까지의 정수여야 합니다.",
  "habits.measure": "측정하기…",
  "habits.measure.title": "반응 지연 측정",
  "habits.measure.text":
    "예상할 수 없는 순간에 {count}번 원이 켜지고 소리가 납니다. 알아차리는 대로 매번 스페이스 바를 누르세요.",
  "habits.measure.start": "시작",
  "habits.measure.again": "다시",
  "habits.measure.progress": "{count}번 중 {done}번",
  "habits.measure.early": "불이 켜지기 전에 눌렀습니다. 이번 것은 세지 않습니다.",
  "habits.measure.result": "{count}번 누른 것 가운데 중앙값은 불이 켜진 뒤 {milliseconds}밀리초였습니다.",
  "habits.measure.use": "{milliseconds}밀리초로 정하기",
  "workbench.lag": "지연 {milliseconds}밀리초",
  "workbench.lag.title":
    "재생 중에 한 표시는 시청 시간으로 {milliseconds}밀리초(1배속에서 {frames}프레임) 앞에 놓입니다. 설정에서 바꿀 수 있습니다.",

  "workbench.held":
    "{span}에 잡음({noise})이 들어 있어 그곳의 소리로는 코딩할 수 없습니다. 잃은 것은 없으니 어떻게 할지 고르세요.",
  "workbench.held.free": "{span} 구간은 보류해 두었습니다. 가로막던 잡음은 이제 없습니다.",
  "workbench.held.drop": "그만두기",
  "workbench.segment.crosses": "표시한 구간에 잡음({noise})이 들어 있어 그곳의 소리로는 코딩할 수 없습니다.",
  "workbench.line.drowned":
    "전체가 잡음 안에 있어 말을 들을 수 없으므로, 잡음이 확정되어 있는 동안에는 번역을 고칠 수 없습니다.",
  "workbench.live": "실시간 코딩",
  "workbench.live.off": "실시간 코딩 꺼짐",
  "workbench.live.start": "시작",
  "workbench.live.stop": "끝내기",
  "workbench.live.close": "닫기",
  "workbench.live.none": "재생하는 동안 코드의 키를 누르면 구간이 열리고 다시 누르면 닫힙니다.",
  "workbench.notice.liveEmpty": "끝이 시작과 같거나 앞이라서 구간을 열어 둡니다. 계속하거나 {escape} 키로 버리세요.",
  "workbench.command.live": "실시간 코딩: 재생하는 동안 코드를 열고 닫기",

  "nav.toLibrary": "라이브러리 열기",
  "workbench.hint.marks":
    "{in} 키는 첫 프레임을, {out} 키는 구간 바깥의 첫 프레임을 표시합니다. 그것이 한 구간입니다. 여기서는 모든 작업을 키로 할 수 있습니다.",
  "workbench.hint.codes":
    "{first}부터 {last}까지의 키로 이 코드들을 구간에 추가하거나 제거합니다. 다른 코드는 {find} 키를 누르고 입력해 찾습니다.",
  "workbench.hint.save":
    "모든 작업은 저절로 저장됩니다. 모두 서버에 저장되었는지 여기에 표시되며, 아직 저장되지 않은 것은 보관됩니다.",
  "workbench.hint.keys": "{key} 키는 모든 단축키를 보여 주고, 거기서 하나씩 바꿀 수 있습니다.",
  "workbench.hint.count": "안내 {count}개 중 {number}번째",
  "workbench.hint.none": "안내 그만 보기",
  "workbench.hint.read": "알겠습니다",
});
