package org.offhook;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.offhook.message.SipRequest;
import org.offhook.transport.WireTap;
import org.offhook.ua.PeerTrust;

/** What looks at, or changes, messages on their way. */
record OnTheWay(
    List<WireTap> taps,
    TransactionStep.@Nullable Observer observer,
    UnaryOperator<SipRequest> rewrite,
    PeerTrust trust,
    Duration closeWithin) {

  static final OnTheWay DEFAULT =
      new OnTheWay(
          List.of(), null, UnaryOperator.identity(), PeerTrust.NOBODY, Duration.ofSeconds(2));

  OnTheWay tap(WireTap tap) {
    return new OnTheWay(
        EndpointOptions.Builder.plus(taps, tap), observer, rewrite, trust, closeWithin);
  }

  OnTheWay observer(TransactionStep.Observer other) {
    return new OnTheWay(taps, other, rewrite, trust, closeWithin);
  }

  OnTheWay rewrite(UnaryOperator<SipRequest> other) {
    return new OnTheWay(taps, observer, other, trust, closeWithin);
  }

  OnTheWay trust(PeerTrust other) {
    return new OnTheWay(taps, observer, rewrite, other, closeWithin);
  }

  OnTheWay closeWithin(Duration time) {
    return new OnTheWay(taps, observer, rewrite, trust, time);
  }
}
