package org.offhook.exosip;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offhook.Answerable;
import org.offhook.Call;
import org.offhook.IncomingRefer;
import org.offhook.IncomingSubscription;
import org.offhook.Notification;
import org.offhook.Pending;
import org.offhook.Registration;
import org.offhook.Subscription;
import org.offhook.SubscriptionUsage;
import org.offhook.SubscriptionWish;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;

/**
 * The integer identifiers of a context and what they stand for: cid, did, tid, rid, sid and nid. It
 * remembers; what happens next is the core's business. Guarded by the context's lock.
 */
final class Ids {

  /** More transactions than this are not remembered: the oldest are forgotten. */
  private static final int MOST_TRANSACTIONS = 10_000;

  /** So many calls that are over keep their late messages. */
  private static final int MOST_GONE = 100;

  /** By ids, by what messages have in common, and by the core's handles. */
  private final Map<Object, Owner> owners = new HashMap<>();

  private final SequencedMap<Integer, TransactionEntry> transactions = new LinkedHashMap<>();
  private final Map<String, TransactionEntry> byBranch = new HashMap<>();
  private final Map<String, Integer> expected = new HashMap<>();
  private final Queue<CallEntry> gone = new ArrayDeque<>();
  private int lastId;
  private int lastTid;

  /** What transactions belong to: its id, the ids of its dialogs, and all that it is found by. */
  abstract static class Owner {
    int id;
    final SequencedMap<String, Integer> dids = new LinkedHashMap<>(2);
    private final Set<Object> names = new HashSet<>();
  }

  /** A call: one INVITE, and the dialogs that it made. */
  static final class CallEntry extends Owner {
    final Call call;
    @Nullable Object reference;
    @Nullable TransactionEntry invite;
    @Nullable IncomingRefer refer;
    boolean closed;

    CallEntry(Call call) {
      this.call = call;
    }
  }

  /** A registration. */
  static final class RegistrationEntry extends Owner {
    final Registration registration;

    RegistrationEntry(Registration registration) {
      this.registration = registration;
    }
  }

  /** A subscription: one SUBSCRIBE or REFER, and the dialogs that it made. */
  static final class SubscriptionEntry extends Owner {
    final boolean incoming;
    @Nullable Notification said;

    /** A Subscription or Transfer; the wish of a peer. */
    final SubscriptionUsage handle;

    /** What becomes of the last NOTIFY that was written. */
    @Nullable Pending<?> told;

    SubscriptionEntry(SubscriptionUsage handle) {
      this.handle = handle;
      this.incoming = handle instanceof SubscriptionWish;
    }

    /** The peer's tag in one of its dialogs; empty if it is none of them. */
    Optional<String> tag(int did) {
      return dids.keySet().stream().filter(tag -> dids.getOrDefault(tag, 0) == did).findFirst();
    }
  }

  /** A transaction, with what can answer it where it is a peer's request. */
  static final class TransactionEntry {
    final int tid;
    final SipRequest request;
    final boolean client;
    @Nullable SipResponse response;
    @Nullable Owner owner;
    @Nullable Answerable handle;
    int did;
    boolean told;

    TransactionEntry(int tid, SipRequest request, boolean client) {
      this.tid = tid;
      this.request = request;
      this.client = client;
    }

    boolean isInvite() {
      return request.method().equals(Method.INVITE);
    }

    private Optional<String> peerTag() {
      return (client ? request.to() : request.from()).tag();
    }
  }

  // --- what transactions belong to ---

  private <T extends Owner> T add(T owner, Object... names) {
    owner.id = ++lastId;
    name(owner, owner.id);
    Arrays.asList(names).forEach(name -> name(owner, name));
    return owner;
  }

  private void name(Owner owner, Object name) {
    owners.put(name, owner);
    owner.names.add(name);
  }

  /** What has this id, handle, or other name. */
  <T extends Owner> Optional<T> find(Class<T> kind, Object name) {
    return Optional.ofNullable(owners.get(name)).filter(kind::isInstance).map(kind::cast);
  }

  /** Its ids stand for nothing any more; whether they did. */
  boolean release(Owner owner) {
    return owner.names.removeIf(name -> owners.remove(name, owner));
  }

  int did(Owner owner, String peerTag) {
    return owner.dids.computeIfAbsent(
        peerTag,
        tag -> {
          name(owner, ++lastId);
          return lastId;
        });
  }

  // --- calls ---

  CallEntry newCall(Call call) {
    return add(new CallEntry(call), call);
  }

  /** Messages with this Call-ID and this tag of our side belong to the call. */
  void leg(CallEntry call, String callId, String localTag) {
    name(call, leg(callId, localTag));
  }

  private static String leg(String callId, String localTag) {
    return callId + '\n' + localTag;
  }

  /** The call that a message of ours, or one to us, belongs to. */
  Optional<CallEntry> callOf(SipMessage message, boolean fromUs) {
    var tag = (fromUs ? message.from() : message.to()).tag().orElse("");
    return find(CallEntry.class, leg(message.callId(), tag));
  }

  /** The call with this dialog. */
  Optional<CallEntry> dialog(String callId, String localTag, String remoteTag) {
    return find(CallEntry.class, leg(callId, localTag))
        .filter(call -> call.dids.containsKey(remoteTag));
  }

  Optional<CallEntry> call(int cid) {
    return find(CallEntry.class, cid).filter(call -> call.id == cid);
  }

  Optional<CallEntry> dialog(int did) {
    return find(CallEntry.class, did).filter(call -> call.id != did);
  }

  /**
   * Its ids stand for nothing any more, but for the dialogs that a REFER still reports in; late
   * messages are still known to be its own.
   */
  void left(CallEntry call) {
    owners.remove(call.id);
    if (call.refer == null) {
      call.dids.values().forEach(owners::remove);
    }
    owners.remove(call.call);
    gone.add(call);
    if (gone.size() > MOST_GONE) {
      release(gone.remove());
    }
  }

  // --- registrations ---

  RegistrationEntry newRegistration(Registration registration, String callId) {
    return add(new RegistrationEntry(registration), callId);
  }

  // --- subscriptions ---

  /** One that begins with a request, of ours or to us. */
  SubscriptionEntry begin(SipRequest request, SubscriptionUsage handle) {
    var entry = new SubscriptionEntry(handle);
    return add(entry, key(request, !entry.incoming), handle);
  }

  /** The Call-ID says what is ours; of a peer's subscription also its tag and the event. */
  private static String key(SipRequest request, boolean client) {
    var method = request.method();
    boolean notify = method.equals(Method.NOTIFY);
    boolean refer = method.equals(Method.REFER);
    boolean registers = client && method.equals(Method.REGISTER);
    if (!notify && !refer && !registers && !method.equals(Method.SUBSCRIBE)) {
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

  /** Where the core does not say it: it is over when it is refused, and told for the last time. */
  void settle(TransactionEntry of, int code) {
    if (!(of.owner instanceof SubscriptionEntry entry)
        || entry.handle instanceof Subscription
        || (entry.handle instanceof IncomingSubscription && of.handle == null)) {
      return;
    }
    boolean challenged = of.client && (code == 401 || code == 407);
    boolean refused = code >= 300 && !challenged && (of.client || of.handle != null);
    boolean told = entry.said != null && entry.said.state() == Subscription.State.ENDED;
    var response = of.response;
    boolean waived =
        response != null
            && response.headers().get(HeaderName.REFER_SUB).filter(s -> s.is("false")).isPresent();
    if (refused || (code >= 200 && code < 300 && (told || waived))) {
      release(entry);
    }
  }

  // --- transactions ---

  /** The transaction of a request on the wire; a new one if it was not seen before. */
  TransactionEntry transaction(SipRequest request, boolean client) {
    var key = branch(request, client, request.method());
    var known = byBranch.get(key);
    if (known != null) {
      return known;
    }
    var promised = client ? expected.remove(request.callId()) : null;
    int tid = promised != null ? promised : ++lastTid;
    var entry = new TransactionEntry(tid, request, client);
    transactions.put(tid, entry);
    byBranch.put(key, entry);
    if (transactions.size() > MOST_TRANSACTIONS) {
      var oldest = transactions.sequencedValues().removeFirst();
      byBranch.remove(branch(oldest.request, oldest.client, oldest.request.method()));
    }
    place(entry);
    return entry;
  }

  /** Finds what a transaction belongs to, and its dialog; takes what a NOTIFY says. */
  void place(TransactionEntry of) {
    var request = of.request;
    of.owner =
        find(Owner.class, key(request, of.client))
            .or(() -> callOf(request, of.client))
            .orElse(of.owner);
    var owner = of.owner;
    if (owner != null) {
      of.peerTag().ifPresent(tag -> of.did = did(owner, tag));
    }
    if (owner instanceof SubscriptionEntry subscription) {
      Notification.of(request).ifPresent(said -> subscription.said = said);
    }
  }

  /** An answer may make a dialog. */
  void answered(TransactionEntry of, SipResponse response) {
    of.response = response;
    int code = response.status().code();
    var owner = of.owner;
    boolean may = owner instanceof SubscriptionEntry ? code < 300 : of.isInvite();
    if (owner != null && may && code > 100) {
      response.to().tag().ifPresent(tag -> of.did = did(owner, tag));
    }
  }

  /**
   * The tid that the next new transaction with this Call-ID will have, which is sent in a moment.
   */
  int expect(String callId) {
    expected.put(callId, ++lastTid);
    return lastTid;
  }

  private static String branch(SipRequest request, boolean client, Method method) {
    var via = request.headers().get(HeaderName.VIA);
    return (client ? "> " : "< ")
        + via.map(top -> top.branch().orElse("") + ' ' + top.host()).orElse(request.callId())
        + ' '
        + method;
  }

  /** The INVITE that a CANCEL is for. */
  Optional<TransactionEntry> cancelled(SipRequest cancel) {
    return Optional.ofNullable(byBranch.get(branch(cancel, /* client= */ false, Method.INVITE)));
  }

  Optional<TransactionEntry> transaction(int tid) {
    return Optional.ofNullable(transactions.get(tid));
  }
}
