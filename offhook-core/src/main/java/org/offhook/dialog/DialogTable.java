package org.offhook.dialog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;

/**
 * The dialogs of one endpoint, found by Call-ID and tags: RFC 3261 §12. Dialogs of one Call-ID
 * (forks, a call to oneself) are chained, so that a look-up allocates nothing.
 */
public final class DialogTable {

  private final Map<String, Dialog> byCallId = new HashMap<>();
  private int size;

  /** Puts a dialog in; it leaves with its last usage, or by {@link Dialog#terminate}. */
  public void add(Dialog dialog) {
    if (find(dialog.id()) != null) {
      throw new IllegalStateException("there is a dialog " + dialog.id() + " already");
    }
    dialog.entered(this, byCallId.put(dialog.id().callId(), dialog));
    size++;
  }

  /** Takes a dialog out; no effect if it is not in. */
  public void remove(Dialog dialog) {
    var callId = dialog.id().callId();
    var first = byCallId.get(callId);
    if (first == dialog) {
      var next = dialog.next();
      if (next == null) {
        byCallId.remove(callId);
      } else {
        byCallId.put(callId, next);
      }
    } else if (!unlink(first, dialog)) {
      return;
    }
    dialog.left();
    size--;
  }

  private static boolean unlink(@Nullable Dialog first, Dialog dialog) {
    for (var before = first; before != null; before = before.next()) {
      if (before.next() == dialog) {
        before.next(dialog.next());
        return true;
      }
    }
    return false;
  }

  /**
   * The dialog that a message which arrived belongs to. A request without To tag belongs to none
   * (RFC 3261 §12.2.2).
   */
  public @Nullable Dialog find(SipMessage message) {
    var first = byCallId.get(message.callId());
    if (first == null) {
      return null;
    }
    boolean request = message instanceof SipRequest;
    var local = (request ? message.to() : message.from()).tag().orElse("");
    var remote = (request ? message.from() : message.to()).tag().orElse("");
    return local.isEmpty() ? null : find(first, local, remote);
  }

  /** The dialog with this identity. */
  public @Nullable Dialog find(DialogId id) {
    return find(byCallId.get(id.callId()), id.localTag(), id.remoteTag());
  }

  private static @Nullable Dialog find(@Nullable Dialog first, String local, String remote) {
    for (var dialog = first; dialog != null; dialog = dialog.next()) {
      var id = dialog.id();
      if (id.localTag().equals(local) && id.remoteTag().equals(remote)) {
        return dialog;
      }
    }
    return null;
  }

  /** How many dialogs there are. */
  public int size() {
    return size;
  }

  /** All dialogs, in no order; a copy. */
  public List<Dialog> all() {
    var all = new ArrayList<Dialog>(size);
    for (var first : byCallId.values()) {
      for (@Nullable Dialog dialog = first; dialog != null; dialog = dialog.next()) {
        all.add(dialog);
      }
    }
    return all;
  }
}
