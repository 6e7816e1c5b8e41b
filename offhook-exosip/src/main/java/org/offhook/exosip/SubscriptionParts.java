package org.offhook.exosip;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What both roles of subscriptions have in common. */
abstract class SubscriptionParts extends Functions {

  private final boolean incoming;

  SubscriptionParts(Exosip context, Ids ids, boolean incoming) {
    super(context, ids);
    this.incoming = incoming;
  }

  /** Writes how a subscription stands into a NOTIFY, with the time that is left. */
  static OsipMessage stated(
      OsipMessage notify, SubscriptionStatus status, @Nullable SubscriptionReason reason) {
    OsipError.BADPARAMETER.when(
        status == SubscriptionStatus.UNKNOWN, "say how the subscription stands");
    var said = notify.header("Subscription-State");
    var state =
        status == SubscriptionStatus.TERMINATED
            ? "terminated;reason=" + (reason == null ? SubscriptionReason.NORESOURCE : reason)
            : (said == null ? "active;expires=180" : said).replaceFirst("^\\w+", status.name());
    return notify.setHeader("Subscription-State", state.toLowerCase(Locale.ROOT));
  }

  final Ids.SubscriptionEntry entry(int id) {
    return find(
        id,
        "subscription or dialog",
        one ->
            ids.find(Ids.SubscriptionEntry.class, one).filter(entry -> entry.incoming == incoming));
  }

  /** The peer's tag in a dialog. */
  final String tag(Ids.SubscriptionEntry entry, int did) {
    return find(did, "dialog of a subscription", entry::tag);
  }

  /**
   * Forgets a subscription; nothing is sent.
   *
   * @param id its did; its sid or nid, too
   */
  public void remove(int id) {
    var entry = entry(id);
    entry.handle.forget();
    context.locked(() -> ids.release(entry));
  }
}
