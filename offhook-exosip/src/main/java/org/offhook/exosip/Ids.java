package org.offhook.exosip;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.offhook.Call;
import org.offhook.Registration;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;

/**
 * The integer identifiers of a context and what they stand for: cid, did, tid and rid. It
 * remembers; what happens next is the core's business. Guarded by the context's lock.
 */
final class Ids {

  /** More transactions than this are not remembered: the oldest are forgotten. */
  private static final int MOST_TRANSACTIONS = 10_000;

  /** So many calls that are over keep their late messages. */
  private static final int MOST_GONE = 100;

  private final Map<Integer, CallEntry> calls = new HashMap<>();
  private final Map<Integer, DialogEntry> dialogs = new HashMap<>();
  private final Map<String, CallEntry> legs = new HashMap<>();
  private final Map<Integer, RegistrationEntry> registrations = new HashMap<>();
  private final Map<Call, CallEntry> byHandle = new HashMap<>();
  private final Map<Integer, TransactionEntry> transactions = new HashMap<>();
  private final Map<String, TransactionEntry> byBranch =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TransactionEntry> eldest) {
          boolean tooMany = size() > MOST_TRANSACTIONS;
          if (tooMany) {
            transactions.remove(eldest.getValue().tid);
          }
          return tooMany;
        }
      };
  private final Map<String, Integer> expected = new HashMap<>();
  private final Queue<CallEntry> gone = new ArrayDeque<>();
  private int lastId;
  private int lastTid;
  final SubscriptionIds subscriptions = new SubscriptionIds(() -> ++lastId);

  /** A call: one INVITE, and the dialogs that it made. */
  static final class CallEntry {
    final int cid;
    final List<DialogEntry> dialogs = new ArrayList<>();
    final List<String> legs = new ArrayList<>();
    @Nullable Call call;
    @Nullable Object reference;
    @Nullable TransactionEntry invite;
    org.offhook.@Nullable IncomingRefer refer;
    boolean closed;

    CallEntry(int cid) {
      this.cid = cid;
    }

    int newestDid() {
      return dialogs.isEmpty() ? 0 : dialogs.getLast().did;
    }
  }

  /** A dialog of a call. */
  record DialogEntry(int did, CallEntry call, String remoteTag) {}

  /** A registration. */
  static final class RegistrationEntry {
    final int rid;
    final String callId;
    @Nullable Registration registration;

    RegistrationEntry(int rid, String callId) {
      this.rid = rid;
      this.callId = callId;
    }
  }

  /** A transaction, with what can answer it where it is a peer's request. */
  static final class TransactionEntry {
    final int tid;
    final SipRequest request;
    final boolean client;
    final String key;
    @Nullable SipResponse response;
    @Nullable CallEntry call;
    @Nullable RegistrationEntry registration;
    SubscriptionIds.@Nullable SubscriptionEntry subscription;
    @Nullable Object handle;
    int did;
    boolean told;

    TransactionEntry(int tid, SipRequest request, boolean client, String key) {
      this.tid = tid;
      this.request = request;
      this.client = client;
      this.key = key;
    }

    Method method() {
      return request.method();
    }
  }

  // --- calls and dialogs ---

  CallEntry newCall() {
    var entry = new CallEntry(++lastId);
    calls.put(entry.cid, entry);
    return entry;
  }

  /** Messages with this Call-ID and this tag of our side belong to the call. */
  void leg(CallEntry call, String callId, String localTag) {
    var leg = leg(callId, localTag);
    if (legs.put(leg, call) == null) {
      call.legs.add(leg);
    }
  }

  private static String leg(String callId, String localTag) {
    return callId + '\n' + localTag;
  }

  void handle(CallEntry entry, Call call) {
    entry.call = call;
    byHandle.put(call, entry);
  }

  Optional<CallEntry> callOf(Call handle) {
    return Optional.ofNullable(byHandle.get(handle));
  }

  /** The call that a message of ours, or one to us, belongs to. */
  Optional<CallEntry> callOf(SipMessage message, boolean fromUs) {
    var tag = (fromUs ? message.from() : message.to()).tag().orElse("");
    return Optional.ofNullable(legs.get(leg(message.callId(), tag)));
  }

  /** The call with this dialog. */
  Optional<CallEntry> dialog(String callId, String localTag, String remoteTag) {
    return Optional.ofNullable(legs.get(leg(callId, localTag)))
        .filter(call -> call.dialogs.stream().anyMatch(one -> one.remoteTag.equals(remoteTag)));
  }

  DialogEntry dialog(CallEntry call, String remoteTag) {
    for (var dialog : call.dialogs) {
      if (dialog.remoteTag.equals(remoteTag)) {
        return dialog;
      }
    }
    var dialog = new DialogEntry(++lastId, call, remoteTag);
    call.dialogs.add(dialog);
    dialogs.put(dialog.did, dialog);
    return dialog;
  }

  Optional<CallEntry> call(int cid) {
    return Optional.ofNullable(calls.get(cid));
  }

  Optional<DialogEntry> dialog(int did) {
    return Optional.ofNullable(dialogs.get(did));
  }

  /**
   * Its ids stand for nothing any more, but for the dialogs that a REFER still reports in; late
   * messages are still known to be its own.
   */
  void release(CallEntry call) {
    calls.remove(call.cid);
    if (call.refer == null) {
      forgetDialogs(call);
    }
    if (call.call != null) {
      byHandle.remove(call.call);
    }
    gone.add(call);
    if (gone.size() > MOST_GONE) {
      var oldest = gone.remove();
      oldest.legs.forEach(legs::remove);
      forgetDialogs(oldest);
    }
  }

  private void forgetDialogs(CallEntry call) {
    call.dialogs.forEach(dialog -> dialogs.remove(dialog.did));
  }

  // --- registrations ---

  RegistrationEntry newRegistration(String callId) {
    var entry = new RegistrationEntry(++lastId, callId);
    registrations.put(entry.rid, entry);
    return entry;
  }

  private @Nullable RegistrationEntry registrationOf(String callId) {
    for (var entry : registrations.values()) {
      if (entry.callId.equals(callId)) {
        return entry;
      }
    }
    return null;
  }

  Optional<RegistrationEntry> registration(int rid) {
    return Optional.ofNullable(registrations.get(rid));
  }

  boolean release(RegistrationEntry entry) {
    return registrations.remove(entry.rid) != null;
  }

  // --- transactions ---

  /** The transaction of a request on the wire; a new one if it was not seen before. */
  TransactionEntry transaction(SipRequest request, boolean client) {
    var key = key(request, client);
    var known = byBranch.get(key);
    if (known != null) {
      return known;
    }
    var entry = new TransactionEntry(tid(request, client), request, client, key);
    transactions.put(entry.tid, entry);
    byBranch.put(key, entry);
    entry.registration =
        client && request.method().equals(Method.REGISTER)
            ? registrationOf(request.callId())
            : null;
    entry.call = callOf(request, client).orElse(null);
    subscriptions.place(entry);
    return entry;
  }

  /** The tid that the first transaction of a request will have, which is sent in a moment. */
  int expect(SipRequest request) {
    return expect(request.callId());
  }

  /** As {@link #expect(SipRequest)}, for the next new transaction with this Call-ID. */
  int expect(String callId) {
    expected.put(callId, ++lastTid);
    return lastTid;
  }

  private int tid(SipRequest request, boolean client) {
    var promised = client ? expected.remove(request.callId()) : null;
    return promised != null ? promised : ++lastTid;
  }

  private static String key(SipRequest request, boolean client) {
    var via = request.headers().get(HeaderName.VIA);
    return (client ? "> " : "< ")
        + via.map(top -> top.branch().orElse("") + ' ' + top.host()).orElse(request.callId())
        + ' '
        + request.method();
  }

  /** The INVITE that a CANCEL is for. */
  Optional<TransactionEntry> cancelled(SipRequest cancel) {
    var key = key(cancel, false);
    return Optional.ofNullable(
        byBranch.get(key.substring(0, key.length() - Method.CANCEL.name().length()) + "INVITE"));
  }

  Optional<TransactionEntry> transaction(int tid) {
    return Optional.ofNullable(transactions.get(tid));
  }
}
