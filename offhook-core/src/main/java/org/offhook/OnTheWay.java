package org.offhook;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.offhook.message.SipRequest;
import org.offhook.transport.WireTap;
import org.offhook.ua.PeerTrust;

/** What looks at, or changes, messages on their way. */
record OnTheWay(
    List<WireTap> taps,
    TransactionStep.@Nullable Observer observer,
    @Nullable Consumer<Activity> activity,
    UnaryOperator<SipRequest> rewrite,
    PeerTrust trust,
    Duration closeWithin,
    boolean exchanges) {

  static final OnTheWay DEFAULT =
      new OnTheWay(
          List.of(),
          null,
          null,
          UnaryOperator.identity(),
          PeerTrust.NOBODY,
          Duration.ofSeconds(2),
          false);

  OnTheWay tap(WireTap tap) {
    return new OnTheWay(
        EndpointOptions.Builder.plus(taps, tap),
        observer,
        activity,
        rewrite,
        trust,
        closeWithin,
        exchanges);
  }

  OnTheWay observer(TransactionStep.Observer other) {
    return new OnTheWay(taps, other, activity, rewrite, trust, closeWithin, exchanges);
  }

  OnTheWay activity(Consumer<Activity> told) {
    return new OnTheWay(taps, observer, told, rewrite, trust, closeWithin, exchanges);
  }

  OnTheWay rewrite(UnaryOperator<SipRequest> other) {
    return new OnTheWay(taps, observer, activity, other, trust, closeWithin, exchanges);
  }

  OnTheWay trust(PeerTrust other) {
    return new OnTheWay(taps, observer, activity, rewrite, other, closeWithin, exchanges);
  }

  OnTheWay closeWithin(Duration time) {
    return new OnTheWay(taps, observer, activity, rewrite, trust, time, exchanges);
  }

  OnTheWay exchanges(boolean wanted) {
    return new OnTheWay(taps, observer, activity, rewrite, trust, closeWithin, wanted);
  }
}
