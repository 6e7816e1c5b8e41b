package org.offhook;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offhook.eventpackage.DialogEnd;
import org.offhook.eventpackage.DialogPhase;
import org.offhook.message.Status;
import org.offhook.ua.EventPackage;

/**
 * The event package {@code dialog}, kept from an endpoint's own calls: RFC 4235. Calls are kept
 * from their first message on while the endpoint notifies of the package. On the loop.
 */
final class OwnDialogs {

  /** A call of which watchers are told. */
  static final class Known {
    final Call call;
    final String id;
    DialogPhase phase = DialogPhase.TRYING;
    int code;
    long since;
    @Nullable DialogEnd end;

    Known(Call call, String id) {
      this.call = call;
      this.id = id;
    }
  }

  private final EndpointCore endpoint;
  private final Map<Call, Known> calls = new LinkedHashMap<>();
  private final Set<OwnDialogWatch> watches = new LinkedHashSet<>();
  private long count;

  OwnDialogs(EndpointCore endpoint) {
    this.endpoint = endpoint;
  }

  EndpointCore endpoint() {
    return endpoint;
  }

  List<Known> calls() {
    return List.copyOf(calls.values());
  }

  private boolean isServed() {
    return endpoint.core().settings().events().find(EventPackage.DIALOG.name()).isPresent();
  }

  // --- who watches ---

  void begin(OwnDialogWatch watch, Notifier notifier) {
    if (!notifier.ended().isDone()) {
      watch.tells(notifier);
      watches.add(watch);
      notifier.ended().then(end -> watches.remove(watch));
    }
  }

  // --- what happens to calls ---

  void entered(Call call) {
    if (isServed()) {
      calls.put(call, new Known(call, "d" + ++count));
      tell();
    }
  }

  /** A provisional answer was sent or came. */
  void progress(Call call, Status status, boolean tagged) {
    var known = calls.get(call);
    if (known != null && status.code() > 100 && known.phase.compareTo(DialogPhase.EARLY) <= 0) {
      known.phase = tagged ? DialogPhase.EARLY : later(known.phase, DialogPhase.PROCEEDING);
      known.code = status.code();
      tell();
    }
  }

  private static DialogPhase later(DialogPhase one, DialogPhase other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** It is up. */
  void established(Call call) {
    var known = calls.get(call);
    if (known != null) {
      known.phase = DialogPhase.CONFIRMED;
      known.code = Status.OK.code();
      known.since = endpoint.loop().time().nanos();
      tell();
    }
  }

  /** A hold, a resume, another peer. */
  void changed(Call call) {
    if (calls.containsKey(call)) {
      tell();
    }
  }

  void ended(Call call, CallEnd why) {
    var known = calls.remove(call);
    if (known == null) {
      return;
    }
    known.phase = DialogPhase.TERMINATED;
    known.end = reason(why);
    known.code =
        why.message().orElse(null) instanceof org.offhook.message.SipResponse refusal
            ? refusal.status().code()
            : 0;
    var gone = new ArrayList<>(watches);
    gone.forEach(watch -> watch.ended(known));
    tell();
  }

  private static DialogEnd reason(CallEnd why) {
    return switch (why.cause()) {
      case LOCAL_HANG_UP, CLOSED -> DialogEnd.LOCAL_BYE;
      case REMOTE_HANG_UP -> DialogEnd.REMOTE_BYE;
      case REFUSED -> DialogEnd.REJECTED;
      case CANCELLED -> DialogEnd.CANCELLED;
      case TIMED_OUT, NO_ACK, EXPIRED -> DialogEnd.TIMEOUT;
      case REPLACED -> DialogEnd.REPLACED;
      case FAILED -> DialogEnd.ERROR;
    };
  }

  private void tell() {
    List.copyOf(watches).forEach(OwnDialogWatch::tell);
  }
}
