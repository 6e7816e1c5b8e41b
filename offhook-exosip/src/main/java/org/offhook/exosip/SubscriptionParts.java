package org.offhook.exosip;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import org.offhook.Draft;
import org.offhook.Pending;
import org.offhook.exosip.SubscriptionIds.SubscriptionEntry;

/** What both roles of subscriptions have in common. */
abstract class SubscriptionParts {

  final Exosip context;
  final Ids ids;
  private final boolean incoming;
  private final Map<OsipMessage, Draft<?>> drafts =
      Collections.synchronizedMap(new WeakHashMap<>());

  SubscriptionParts(Exosip context, Ids ids, boolean incoming) {
    this.context = context;
    this.ids = ids;
    this.incoming = incoming;
  }

  final OsipMessage built(Draft<?> draft) {
    var message = OsipMessage.of(draft.request());
    drafts.put(message, draft);
    return message;
  }

  /** The request as it is to be sent; once. */
  final Draft<?> taken(OsipMessage request) {
    var draft = drafts.remove(request);
    if (draft == null) {
      throw OsipError.BADPARAMETER.exception("it was not built here, or it was sent already");
    }
    return CallFunctions.edited(draft, request);
  }

  static Object send(Draft<?> draft) {
    try {
      return draft.send();
    } catch (IllegalArgumentException e) {
      throw OsipError.SYNTAXERROR.because(e);
    }
  }

  static <T> T await(Pending<Optional<T>> prepared, String otherwise) {
    try {
      return prepared.await().orElseThrow(() -> OsipError.WRONG_STATE.exception(otherwise));
    } catch (InterruptedException e) {
      throw Exosip.interrupted();
    }
  }

  final SubscriptionEntry entry(int id) {
    if (id <= 0) {
      throw OsipError.BADPARAMETER.exception(id + " is no id");
    }
    context.catchUp();
    return context
        .locked(() -> ids.subscriptions.find(id))
        .filter(entry -> entry.incoming == incoming)
        .orElseThrow(() -> none(id));
  }

  /** The peer's tag in a dialog. */
  final String tag(SubscriptionEntry entry, int did) {
    return context.locked(() -> entry.tag(did)).orElseThrow(() -> none(did));
  }

  private static OsipException none(int id) {
    return OsipError.NOTFOUND.exception("there is no such subscription or dialog: " + id);
  }

  /**
   * Forgets a subscription; nothing is sent.
   *
   * @param id its did; its sid or nid, too
   */
  public void remove(int id) {
    var entry = entry(id);
    entry.forget();
    context.locked(
        () -> {
          ids.subscriptions.release(entry);
          return entry;
        });
  }
}
