import type { uploads as english } from "../en/uploads";
import { translation } from "../messages";

/** 사용자의 컴퓨터에서 올리는 영상에 대한 한국어 문장. */
export const uploads = translation<typeof english, "other">()({
  "uploads.from": "영상이 있는 곳",
  "uploads.fromDrive": "서버의 드라이브",
  "uploads.fromComputer": "이 컴퓨터",
  "uploads.choose": "파일 선택…",
  "uploads.drop": "영상을 여기에 놓거나",
  "uploads.dropNote":
    "파일은 나뉘어 서버로 복사됩니다. 네트워크가 끊기거나 탭을 닫아도 잃는 것은 없습니다. 같은 파일을 다시 선택하면 이어서 올립니다.",
  "uploads.list": "이 컴퓨터의 파일",
  "uploads.titleOf": "{file}의 제목",
  "uploads.queued": "순서를 기다리는 중",
  "uploads.sending": "{size} 중 {sent}",
  "uploads.rate": "{rate}/초",
  "uploads.remaining": "{time} 남음",
  "uploads.paused": "{share}에서 멈춤",
  "uploads.away": "서버가 응답하지 않습니다. 도착한 부분은 안전하며, 자동으로 이어서 올립니다.",
  "uploads.stopped": "{share}까지 도착했습니다. 같은 파일을 다시 선택하면 이어집니다. {until}까지 보관합니다.",
  "uploads.checking": "다시 읽어 비교하는 중, {share}",
  "uploads.ready": "도착함, {size}",
  "uploads.pause": "{file} 멈춤",
  "uploads.goOn": "{file} 이어서 올리기",
  "uploads.retry": "{file} 다시 시도",
  "uploads.discard": "{file} 버리기",
  "uploads.discardQuestion": "도착한 부분을 지울까요?",
  "uploads.progressOf": "{file}의 진행",
  "uploads.unreadable":
    "이 파일을 더는 읽을 수 없습니다. 옮겨졌거나 바뀌었거나 드라이브가 분리되었습니다. 도착한 부분은 안전합니다. 파일을 다시 선택하세요.",
  "uploads.comingStill": { other: "파일 {count}개가 아직 오고 있습니다." },
  "uploads.staysWithPage": "이 창을 닫아도 계속됩니다. 페이지는 열어 두세요.",
  "uploads.underWay": { other: "파일 {count}개 올리는 중, {share}" },
  "uploads.waitForYou": { other: "확인이 필요한 업로드 {count}개" },
});
