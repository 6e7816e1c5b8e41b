package org.offhook.exosip;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.offhook.Notification;
import org.offhook.Subscription;

/** An event, with all that it says. */
record ToldEvent(
    EventType type,
    int tid,
    int did,
    int rid,
    int cid,
    int sid,
    int nid,
    @Nullable OsipMessage request,
    @Nullable OsipMessage response,
    @Nullable OsipMessage ack,
    @Nullable Notification said,
    @Nullable Object externalReference,
    Disposal disposal)
    implements ExosipEvent {

  /** Whether the messages were given up. */
  static final class Disposal {
    private boolean done;
  }

  @Override
  public SubscriptionStatus ssStatus() {
    return switch (said == null ? Subscription.State.TRYING : said.state()) {
      case TRYING, WAITING -> SubscriptionStatus.UNKNOWN;
      case PENDING -> SubscriptionStatus.PENDING;
      case ACTIVE -> SubscriptionStatus.ACTIVE;
      case ENDED -> SubscriptionStatus.TERMINATED;
    };
  }

  @Override
  public @Nullable SubscriptionReason ssReason() {
    var reason = said == null ? "" : said.reason().orElse("");
    return Arrays.stream(SubscriptionReason.values())
        .filter(one -> one.name().equalsIgnoreCase(reason))
        .findFirst()
        .orElse(null);
  }

  @Override
  public void dispose() {
    disposal.done = true;
    Stream.of(request, response, ack).filter(Objects::nonNull).forEach(OsipMessage::dispose);
  }

  @Override
  public boolean isDisposed() {
    return disposal.done;
  }

  @Override
  public String toString() {
    return "%s[tid=%d, did=%d, rid=%d, cid=%d, sid=%d, nid=%d]"
        .formatted(type, tid, did, rid, cid, sid, nid);
  }
}
