package org.offhook.exosip;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.offhook.IncomingRefer;
import org.offhook.IncomingSubscription;
import org.offhook.Notifier;
import org.offhook.Pending;
import org.offhook.Subscription;
import org.offhook.Transfer;
import org.offhook.exosip.Ids.TransactionEntry;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;

/**
 * The subscriptions of a context, in both roles: sid, nid and the did of their dialogs. Guarded by
 * the context's lock.
 */
final class SubscriptionIds {

  private final IntSupplier counter;
  private final Map<Integer, SubscriptionEntry> byId = new HashMap<>();
  private final Map<String, SubscriptionEntry> byKey = new HashMap<>();

  SubscriptionIds(IntSupplier counter) {
    this.counter = counter;
  }

  /** A subscription: one SUBSCRIBE or REFER, and the dialogs that it made. */
  static final class SubscriptionEntry {
    final int id;
    final boolean incoming;
    private final String key;
    private final Map<String, Integer> dids = new LinkedHashMap<>(2);
    EventSubscription said = EventSubscription.NONE;

    /** A Subscription or Transfer; a Notifier, or the wish of a peer. */
    Object handle;

    /** What becomes of the last NOTIFY that was written. */
    @Nullable Pending<?> told;

    SubscriptionEntry(int id, String key, Object handle) {
      this.id = id;
      this.key = key;
      this.handle = handle;
      this.incoming = handle instanceof IncomingSubscription || handle instanceof IncomingRefer;
    }

    /** What answers to its requests begin with: 1xx, and then one type for each class. */
    EventType proceeding() {
      return incoming ? EventType.NOTIFICATION_PROCEEDING : EventType.SUBSCRIPTION_PROCEEDING;
    }

    EventType asked() {
      return incoming ? EventType.IN_SUBSCRIPTION_NEW : EventType.SUBSCRIPTION_NOTIFY;
    }

    EventIds numbers(TransactionEntry of) {
      return incoming
          ? EventIds.incomingSubscription(id, of.did, of.tid)
          : EventIds.subscription(id, of.did, of.tid);
    }

    /** The peer's tag in one of its dialogs; empty if it is none of them. */
    Optional<String> tag(int did) {
      return dids.keySet().stream().filter(tag -> dids.getOrDefault(tag, 0) == did).findFirst();
    }

    void forget() {
      switch (handle) {
        case Subscription one -> one.forget();
        case Transfer one -> one.forget();
        case Notifier one -> one.forget();
        case IncomingRefer one -> one.forget();
        default -> {}
      }
    }
  }

  /** One that begins with a request, of ours or to us. */
  SubscriptionEntry begin(SipRequest request, Object handle) {
    boolean client = handle instanceof Subscription || handle instanceof Transfer;
    var entry = new SubscriptionEntry(counter.getAsInt(), key(request, client), handle);
    byId.put(entry.id, entry);
    byKey.put(entry.key, entry);
    return entry;
  }

  /** As subscriber the Call-ID says it; as notifier also the peer's tag and the event. */
  private static String key(SipRequest request, boolean client) {
    var method = request.method();
    boolean notify = method.equals(Method.NOTIFY);
    boolean refer = method.equals(Method.REFER);
    if (!notify && !refer && !method.equals(Method.SUBSCRIBE)) {
      return "";
    }
    if (client != notify) {
      return request.callId();
    }
    var event = request.headers().get(HeaderName.EVENT);
    var id = event.flatMap(name -> name.params().get("id")).orElse("");
    var name = event.map(value -> value.value() + ' ' + id).orElse("");
    var peer = (client ? request.to() : request.from()).tag().orElse("");
    return request.callId() + '\n' + peer + '\n' + (refer || name.startsWith("refer ") ? "" : name);
  }

  /** Finds the subscription and the dialog of a transaction, and takes what a NOTIFY says. */
  void place(TransactionEntry of) {
    var request = of.request;
    var entry = byKey.get(key(request, of.client));
    if (entry != null) {
      of.subscription = entry;
      (of.client ? request.to() : request.from()).tag().ifPresent(tag -> of.did = did(entry, tag));
      request
          .headers()
          .get(HeaderName.SUBSCRIPTION_STATE)
          .ifPresent(
              state ->
                  entry.said =
                      new EventSubscription(
                          named(state.value(), SubscriptionStatus.values())
                              .orElse(SubscriptionStatus.ACTIVE),
                          state
                              .params()
                              .get("reason")
                              .flatMap(reason -> named(reason, SubscriptionReason.values()))
                              .orElse(null)));
    }
  }

  private static <E extends Enum<E>> Optional<E> named(String name, E[] all) {
    return Arrays.stream(all).filter(one -> one.name().equalsIgnoreCase(name)).findFirst();
  }

  /** An answer may make a dialog. */
  void answered(TransactionEntry of, SipResponse response) {
    int code = response.status().code();
    var entry = of.subscription;
    if (entry != null && code > 100 && code < 300) {
      response.to().tag().ifPresent(tag -> of.did = did(entry, tag));
    }
  }

  private int did(SubscriptionEntry entry, String peerTag) {
    return entry.dids.computeIfAbsent(
        peerTag,
        tag -> {
          int did = counter.getAsInt();
          byId.put(did, entry);
          return did;
        });
  }

  Optional<SubscriptionEntry> find(int id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** One that was never in force is over: who wants it asks again. */
  void lost(Subscription handle) {
    byId.values().stream()
        .filter(entry -> entry.handle.equals(handle) && entry.said.equals(EventSubscription.NONE))
        .findFirst()
        .ifPresent(SubscriptionEntry::forget);
  }

  /** The core says that it is over. */
  void release(Object handle) {
    byId.values().stream()
        .filter(entry -> entry.handle.equals(handle))
        .findFirst()
        .ifPresent(this::release);
  }

  /** A wish that was refused is over, and a REFER that wants no report. */
  void responded(TransactionEntry of, SipResponse response) {
    if (of.subscription != null
        && of.handle != null
        && (response.status().code() >= 300 || isWaived(response))) {
      release(of.subscription);
    }
  }

  private static boolean isWaived(SipResponse response) {
    return response.headers().get(HeaderName.REFER_SUB).filter(sub -> sub.is("false")).isPresent();
  }

  /** Where the core does not say it: it is over when it is refused, and told for the last time. */
  void settle(TransactionEntry of, EventType told) {
    var entry = of.subscription;
    if (entry == null || entry.handle instanceof Subscription || entry.handle instanceof Notifier) {
      return;
    }
    int answer = told.number() - entry.proceeding().number();
    var response = of.response;
    int code = response == null ? 408 : response.status().code();
    boolean refused = answer >= 2 && answer <= 5 && code != 401 && code != 407;
    boolean waived = answer == 1 && response != null && isWaived(response);
    if (refused || waived || entry.said.status() == SubscriptionStatus.TERMINATED) {
      release(entry);
    }
  }

  void release(SubscriptionEntry entry) {
    byId.values().removeIf(entry::equals);
    byKey.remove(entry.key, entry);
  }
}
