package org.offhook.server;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.offhook.eventpackage.DialogInfo;
import org.offhook.eventpackage.DialogState;
import org.offhook.eventpackage.Presence;

/** One state from what several devices of a user published: RFC 3903 §2, RFC 3863. */
final class Composition {

  private Composition() {}

  /** All ways to reach the user; none where nothing is published. */
  static Presence presence(String entity, List<byte[]> published) {
    return Presence.composed(
        entity,
        published.stream().map(Presence::parse).flatMap(one -> one.body().stream()).toList());
  }

  /** All dialogs of the user, in full; a dialog that two devices name counts once. */
  static DialogInfo dialogs(String entity, long version, List<byte[]> published) {
    var ids = new HashSet<String>();
    var all = new ArrayList<DialogState>();
    for (var body : published) {
      Optional<DialogInfo> info = DialogInfo.parse(body).body();
      info.stream()
          .flatMap(one -> one.dialogs().stream())
          .filter(dialog -> ids.add(dialog.id()))
          .forEach(all::add);
    }
    return DialogInfo.full(entity, version, all);
  }
}
