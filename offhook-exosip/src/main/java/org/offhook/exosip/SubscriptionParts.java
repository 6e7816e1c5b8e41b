package org.offhook.exosip;

import java.util.Map;
import org.offhook.Draft;
import org.offhook.exosip.SubscriptionIds.SubscriptionEntry;

/** What both roles of subscriptions have in common. */
abstract class SubscriptionParts extends Functions {

  private final boolean incoming;
  private final Map<OsipMessage, Draft<?>> drafts = memory();

  SubscriptionParts(Exosip context, Ids ids, boolean incoming) {
    super(context, ids);
    this.incoming = incoming;
  }

  final OsipMessage built(Draft<?> draft) {
    var message = OsipMessage.of(draft.request());
    drafts.put(message, draft);
    return message;
  }

  /** The request as it is to be sent; once. */
  final Draft<?> taken(OsipMessage request) {
    return edited(taken(drafts, request), request);
  }

  static Object send(Draft<?> draft) {
    try {
      return draft.send();
    } catch (IllegalArgumentException e) {
      throw OsipError.SYNTAXERROR.because(e);
    }
  }

  final SubscriptionEntry entry(int id) {
    checkId(id);
    context.catchUp();
    return locked(() -> ids.subscriptions.find(id))
        .filter(entry -> entry.incoming == incoming)
        .orElseThrow(() -> none(id));
  }

  /** The peer's tag in a dialog. */
  final String tag(SubscriptionEntry entry, int did) {
    return locked(() -> entry.tag(did)).orElseThrow(() -> none(did));
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
    locked(
        () -> {
          ids.subscriptions.release(entry);
          return entry;
        });
  }
}
