package org.offhook.sdp;

import java.util.HashSet;
import java.util.Set;

/** Which media share one transport: {@code a=group:BUNDLE} (RFC 9143) over {@code a=mid} (5888). */
final class Bundle {

  private Bundle() {}

  /** The media ids in any bundle of the description. */
  static Set<String> members(SessionDescription description) {
    var members = new HashSet<String>();
    for (var group : description.attributes("group")) {
      var fields = SdpText.fields(group.text());
      if (!fields.isEmpty() && fields.getFirst().equals("BUNDLE")) {
        members.addAll(fields.subList(1, fields.size()));
      }
    }
    return members;
  }

  static boolean contains(SessionDescription description, MediaDescription medium) {
    return medium
        .attribute("mid")
        .map(mid -> members(description).contains(mid.text().strip()))
        .orElse(false);
  }
}
