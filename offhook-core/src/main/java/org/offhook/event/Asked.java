package org.offhook.event;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;

/**
 * What a subscriber asks for beside the event: RFC 6665 §4.1.2.1. How long a notifier wants it at
 * least, by 423, is remembered.
 */
public final class Asked {

  /** What REFER, which says nothing, is refreshed with. */
  private static final long REFER_SECONDS = 300;

  private final List<MediaType> accept;
  private final boolean forks;
  private long seconds;

  /**
   * Says what is asked for.
   *
   * @param seconds how long the subscription shall last; 0 asks for the state once
   * @param accept the types that bodies may have; empty for any
   * @param forks whether each notifier that a forked SUBSCRIBE reaches is listened to
   */
  public Asked(long seconds, List<MediaType> accept, boolean forks) {
    this.seconds = seconds;
    this.accept = List.copyOf(accept);
    this.forks = forks;
  }

  /** For the subscription of a REFER. */
  static Asked byRefer() {
    return new Asked(REFER_SECONDS, List.of(), false);
  }

  /** How long it shall last. */
  public long seconds() {
    return seconds;
  }

  /** Another time, from now on. */
  public void seconds(long changed) {
    seconds = changed;
  }

  List<MediaType> accept() {
    return accept;
  }

  boolean forks() {
    return forks;
  }

  /** Whether the state is asked for once (§4.4.3). */
  public boolean isFetch() {
    return seconds == 0;
  }

  /** Whether the body of a NOTIFY can be read. */
  boolean takes(SipRequest notify) {
    if (!notify.hasBody() || accept.isEmpty()) {
      return true;
    }
    var type = notify.contentType();
    return type.isPresent() && accept.stream().anyMatch(one -> one.matches(type.get()));
  }

  /** What a 423 asks for (§4.1.2.1); null if that is no longer than what was asked. */
  @Nullable SipRequest lengthened(SipResponse refusal, SipRequest sent) {
    long least = refusal.headers().get(HeaderName.MIN_EXPIRES).orElse(0L);
    if (refusal.status().code() != 423 || least <= seconds) {
      return null;
    }
    seconds = least;
    return sent.toBuilder().set(HeaderName.EXPIRES, least).build();
  }
}
