import type { kept as english } from "../en/kept";
import { translation } from "../messages";

/** 서버에 닿을 때까지 브라우저에 보관되는 것. */
export const kept = translation<typeof english, "other">()({
  "kept.here": { other: "“{title}”에 대한 내 변경 {count}개가 이 브라우저에서 기다리고 있습니다." },
  "kept.open": "열어서 보내기",
  "kept.waits": { other: "변경 {count}개를 여기에 보관하고 있으며, 돌아오면 이어서 보냅니다." },
  "kept.signOut.title": "아직 서버에 없는 변경이 있습니다",
  "kept.signOut.text":
    "지금 로그아웃해도 봉인된 채 여기에 남습니다. 아무도 읽을 수 없고, 이 브라우저에서 다시 로그인하면 이어서 보냅니다.",
  "kept.signOut.onlyHere": {
    other: "변경 {count}개가 이 탭에만 있습니다. 로그아웃하면 사라집니다.",
  },
  "kept.signOut.all": "이제 모두 서버에 있습니다.",
  "kept.signOut.line": { other: "“{title}”의 변경 {count}개" },
  "kept.signOut.stay": "남아서 보내기",
  "kept.signOut.keep": "여기에 두고 로그아웃",
  "kept.signOut.discard": "버리고 로그아웃",
  "kept.signOut.discardQuestion": { other: "변경 {count}개를 영영 버릴까요?" },
  "kept.signOut.unsure": "서버가 응답하지 않아, 여기에 보관된 것이 남아 있는지 알 수 없습니다.",
  "kept.leave.text": {
    other:
      "변경 {count}개가 이 탭에만 있습니다. 이 브라우저가 아무것도 보관하지 않거나 잡음에 막혀 있기 때문입니다. 이 녹화를 떠나면 사라질 수 있습니다.",
  },
  "kept.leave.stay": "여기 남기",
  "kept.leave.go": "그래도 떠나기",
  "kept.another": "다른 사용자가 여기에서 로그인했습니다",
  "kept.anotherText":
    "이 브라우저에서 다른 구성원이 로그인했습니다. 내 변경은 그 사람의 이름으로 전송되지 않았습니다. 다시 로그인하면 하던 곳에서 계속할 수 있습니다.",
});
