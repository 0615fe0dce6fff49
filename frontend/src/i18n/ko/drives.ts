import type { drives as english } from "../en/drives";
import { translation } from "../messages";

/** 드라이브와 그 안의 파일: 새 파일, 바뀐 파일, 없어진 파일, 확인한 파일. */
export const drives = translation<typeof english, "other">()({
  "drives.offline": {
    other:
      "“{volume}”이(가) 연결되어 있지 않습니다. 이 드라이브에 영상 {count}개가 있습니다. 잃은 것은 없으며, 그 영상에서 만든 파일은 계속 쓸 수 있습니다.",
  },
  "drives.open": "드라이브…",
  "drives.title": "드라이브",
  "drives.text": "검사하면 등록된 것과 드라이브에 있는 것을 비교합니다. 파일은 읽기만 합니다.",
  "drives.scan": "검사",
  "drives.lookFor": "찾아보기",
  "drives.scanning": "검사 중",
  "drives.scanDrive": "드라이브 검사",
  "drives.scanWhat": "{volume} 검사",
  "drives.lookForWhat": "찾아보기: {volume}",
  "drives.verifyAgain": "확인",
  "drives.never": "아직 검사하지 않음",
  "drives.scannedAt": "{date} 검사",
  "drives.asRegistered": "모두 등록된 그대로이며 새로운 파일은 없습니다.",
  "drives.missing": "더는 없는 파일",
  "drives.changed": "등록된 것과 다른 파일",
  "drives.new": "아직 라이브러리에 없는 파일",
  "drives.newMore": { other: "외 {count}개" },
  "drives.cut":
    "이 드라이브에는 한 번의 검사로 나열할 수 있는 것보다 많은 파일이 있어서 새 파일 가운데 일부가 보이지 않을 수 있습니다. 등록된 영상은 모두 비교했습니다. 나머지 파일은 들어 있는 폴더를 열어 추가하세요.",
  "drives.addNew": { other: "파일 {count}개 추가…" },
  "drives.moved": { other: "영상 {count}개를 다른 이름으로 찾았습니다." },
  "drives.unreadable": {
    other: "영상 {count}개를 끝까지 읽지 못했습니다. 이 드라이브의 내용을 서둘러 복사해 두세요.",
  },
  "drives.verifyAll": "모든 원본 확인",
  "drives.asked": { other: "원본 {count}개를 읽고 있습니다. 진행 상황은 라이브러리에 나타납니다." },
  "drives.notAsked": {
    other: "{count}개는 지금 확인할 수 없습니다. 드라이브가 없거나 아직 끝까지 읽지 못한 원본입니다.",
  },
  "drives.intact": { other: "원본 {count}개 확인, 모두 이상 없음" },
  "drives.someIntact": { other: "원본 {count}개 중 {of}개 확인" },
  "drives.differ": { other: "원본 {count}개가 등록된 것과 다릅니다" },
  "volumes.none": "이 프로젝트에 연결된 영상 폴더가 없습니다. 관리자에게 프로젝트 설정에서 연결해 달라고 요청하세요.",
  "volumes.noneAdmin":
    "이 서버에 등록된 영상 폴더가 없습니다. --volume NAME=DIR 옵션으로 서버를 시작하면 폴더가 여기에 나타납니다. 폴더는 읽기만 합니다.",
  "volumes.offline": "지금 이 폴더를 읽을 수 없습니다. 드라이브가 연결되어 있나요?",
  "volumes.offlineShort": "오프라인",
  "volumes.path": "폴더",
  "volumes.emptyFolder": "이 폴더는 비어 있습니다.",
  "volumes.already": "라이브러리에 있음",
  "volumes.text": "이 폴더들에서 영상을 추가할 수 있습니다. 폴더는 관리자가 연결합니다.",
  "volumes.textAdmin":
    "이 프로젝트의 책임자는 여기에 연결된 폴더에서 영상을 추가할 수 있습니다. 폴더는 서버를 시작할 때 --volume NAME=DIR 옵션으로 열며, 읽기만 합니다.",
  "volumes.noneLinked": "아직 이 프로젝트에 연결된 폴더가 없습니다. 이 서버의 관리자가 연결할 수 있습니다.",
  "volumes.onlineState": "온라인",
  "volumes.offlineState": "오프라인",
  "volumes.linked": "이 프로젝트에 연결됨",
  "volumes.notLinked": "연결되지 않음",
  "volumes.link": "연결",
  "volumes.unlink": "연결 해제",
  "volumes.hidden": { other: "등록할 수 없는 다른 파일 {count}개는 표시하지 않습니다." },
});
