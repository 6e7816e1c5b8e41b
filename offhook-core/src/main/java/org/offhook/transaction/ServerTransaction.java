package org.offhook.transaction;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.TimerHandle;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.transaction.TransactionObserver.Step;
import org.offhook.transport.Flow;
import org.offhook.transport.FlowUser;
import org.offhook.transport.ResponsePath;
import org.offhook.transport.SendListener;

/** What both server machines share: responses, timers, the end (RFC 3261 §17.2). */
public abstract sealed class ServerTransaction implements Transaction, FlowUser
    permits InviteServerTransaction, NonInviteServerTransaction {

  final TransactionLayer layer;
  final ServerKey key;
  private final ResponsePath path;
  private final long mergeId;
  private @Nullable Arrival arrival;
  private @Nullable ServerTransactionUser user;
  private @Nullable String localTag;
  private byte @Nullable [] lastResponse;
  private @Nullable TimerHandle retransmission;
  private @Nullable TimerHandle deadline;

  ServerTransaction(TransactionLayer layer, ServerKey key, Arrival arrival) {
    this.layer = layer;
    this.key = key;
    this.arrival = arrival;
    this.path = layer.transport().responsePath(arrival.request(), arrival.flow());
    this.mergeId = arrival.mergeId();
  }

  /**
   * What is known until the final response has been given.
   *
   * @param mergeId recognizes other copies of the request; 0: none can be, or this is one
   * @param admittedAs who the {@link Doorkeeper} found the sender to be
   */
  record Arrival(
      SipRequest request,
      Flow flow,
      long nanos,
      long mergeId,
      boolean merged,
      @Nullable Object admittedAs) {}

  @Override
  public final String branch() {
    return key instanceof ServerKey.Branch modern ? modern.branch() : "";
  }

  /**
   * The request.
   *
   * @throws IllegalStateException after the final response: the transaction no longer keeps it
   */
  public final SipRequest request() {
    return arrival().request();
  }

  /** Where the request came by until the final response; afterwards where responses go. */
  @Override
  public final Flow flow() {
    return arrival == null ? path.flow() : arrival.flow();
  }

  /**
   * Whether this is another copy of a request in progress that took another way: it has no To tag,
   * and From tag, Call-ID and CSeq equal those of an earlier transaction (RFC 3261 §8.2.2.2).
   */
  public final boolean isMerged() {
    return arrival().merged();
  }

  /** Who the {@link Doorkeeper} found the sender to be; null if it did not ask. */
  public final @Nullable Object admittedAs() {
    return arrival().admittedAs();
  }

  private Arrival arrival() {
    if (arrival == null) {
      throw new IllegalStateException(
          "the final response has been given: the request is no longer kept");
    }
    return arrival;
  }

  /**
   * Names who is told of what happens; before, nobody is. Null ends that: a transaction lingers for
   * half a minute, and its user with it.
   */
  public final void user(@Nullable ServerTransactionUser tellTo) {
    layer.loop().assertOnLoop();
    user = tellTo;
  }

  /**
   * The tag that this side puts into To (RFC 3261 §8.2.6.2): the request's own if it has one, else
   * that of the first response that had one, else a new one.
   */
  public final String localTag() {
    if (localTag == null) {
      localTag =
          arrival().request().to().tag().orElseGet(() -> Long.toHexString(layer.randomBits()));
    }
    return localTag;
  }

  /** Whether a final response has been given. */
  public final boolean isAnswered() {
    return arrival == null;
  }

  /**
   * Begins a response to the request: Via, From, Call-ID and CSeq are copied, To gets {@link
   * #localTag}; a 100 gets no tag but the Timestamp, with the delay so far (RFC 3261 §8.2.6).
   */
  public final SipResponse.Builder response(Status status) {
    var request = arrival().request();
    var response = SipResponse.to(request, status);
    if (status.code() != 100) {
      return response.set(HeaderName.TO, request.to().withTag(localTag()));
    }
    var timestamp = request.headers().get(HeaderName.TIMESTAMP);
    long held = (layer.nanos() - arrival().nanos()) / 1_000_000;
    if (timestamp.isPresent() && held > 0) {
      response.set(HeaderName.TIMESTAMP, timestamp.get().withDelay(BigDecimal.valueOf(held, 3)));
    }
    return response;
  }

  /**
   * Sends a response.
   *
   * @return false if the machine does not allow it now: after a final response, or a provisional
   *     one that this method must not have; nothing was sent then
   */
  public abstract boolean respond(SipResponse response);

  abstract void start();

  /** The request came again by {@code flow}. */
  abstract void repeated();

  abstract void terminatedState();

  final void arrivedAgain(Flow again) {
    path.arrivedAgain(again);
    repeated();
  }

  /** Keeps a connection open as long as the answer is owed. */
  final void holdFlow() {
    var held = flow();
    if (held.isConnection()) {
      held.join(this);
    }
  }

  /** The connection is gone: a response opens another one (RFC 3261 §18.2.2). */
  @Override
  public final void flowLost(Flow lost, String reason) {}

  /** The tag in To, if it is decided; for the answer to a CANCEL. */
  final @Nullable String decidedTag() {
    return arrival == null ? localTag : localTag();
  }

  /** The first response that has a tag decides it (RFC 3261 §8.2.6.2). */
  final void rememberTag(SipResponse response) {
    if (localTag == null) {
      localTag = response.to().tag().orElse(null);
    }
  }

  /** Sends and keeps a response for repetition. */
  final void send(SipResponse response) {
    var leaving = layer.transport().publicAddress().leaving(response, path.flow());
    layer.responded(this, leaving);
    lastResponse = leaving.toBytes();
    sendLast();
  }

  /**
   * Whether an answer of this size may be repeated without having been asked for; if so, it counts.
   */
  public final boolean mayRepeat(int bytes) {
    return layer.transport().repeats().allows(path.flow(), bytes);
  }

  /**
   * What proves that an answer of this transaction arrived has come by {@code flow}. Only where the
   * tag of the answer was new, since of an older one anybody in the dialog knows it.
   */
  public final void proven(Flow by) {
    var told = path.flow().remote().getAddress();
    if (mergeId != 0 && !by.isConnection() && told.equals(by.remote().getAddress())) {
      layer.transport().repeats().proven(told);
    }
  }

  private void sendLast() {
    if (lastResponse != null) {
      path.send(lastResponse, user == null ? SendListener.IGNORE : listener(user));
    }
  }

  private SendListener listener(ServerTransactionUser told) {
    return reason -> {
      try {
        told.transportFailed(reason);
      } catch (RuntimeException | Error e) {
        userFault(e);
      }
    };
  }

  final void repeatLast() {
    if (lastResponse == null) {
      layer.step(this, Step.ABSORBED);
    } else {
      layer.counters().retransmissions++;
      layer.step(this, Step.RETRANSMITTED);
      sendLast();
    }
  }

  /** As {@link #repeatLast}, where the peer did not ask for it. */
  final void repeatLastIfAllowed() {
    if (lastResponse == null || mayRepeat(lastResponse.length)) {
      repeatLast();
    }
  }

  final void sendTrying() {
    layer.step(this, Step.TRYING_SENT);
    respond(response(Status.TRYING).build());
  }

  /** The final response has been given: only what its repetition needs is kept. */
  final void settle() {
    stopRetransmission();
    stopDeadline();
    if (arrival != null) {
      if (arrival.flow().isConnection()) {
        arrival.flow().leave(this);
      }
      layer.servers().answered(arrival.flow().remote().getAddress());
      arrival = null;
    }
  }

  final void forgetResponse() {
    lastResponse = null;
  }

  /** Nobody will ask any more: of another transaction than INVITE only the response is kept. */
  final void forgetUser() {
    user = null;
    localTag = null;
  }

  final void retransmitAfter(long nanos, Runnable timer) {
    retransmission = layer.loop().after(nanos, timer);
  }

  final void stopRetransmission() {
    if (retransmission != null) {
      retransmission.cancel();
      retransmission = null;
    }
  }

  final void deadlineAfter(long nanos, Runnable timer) {
    stopDeadline();
    deadline = layer.loop().after(nanos, timer);
  }

  final void stopDeadline() {
    if (deadline != null) {
      deadline.cancel();
      deadline = null;
    }
  }

  /** The endpoint closes. */
  final void close() {
    if (!isTerminated()) {
      terminate();
      tellTerminated();
    }
  }

  final void terminate() {
    settle();
    forgetResponse();
    terminatedState();
    layer.servers().remove(this, mergeId);
  }

  final void tellTerminated() {
    var told = user;
    user = null;
    if (told != null) {
      try {
        told.terminated();
      } catch (RuntimeException | Error e) {
        layer.fault(e, this);
      }
    }
  }

  final void tellAckTimedOut() {
    if (user != null) {
      try {
        user.ackTimedOut();
      } catch (RuntimeException | Error e) {
        userFault(e);
      }
    }
  }

  final boolean tellCancelled(SipRequest cancel) {
    try {
      return user != null && user.cancelled(cancel);
    } catch (RuntimeException | Error e) {
      userFault(e);
      return true;
    }
  }

  /** The user threw: it hears no more, and the peer gets the answer that is owed. */
  final void userFault(Throwable fault) {
    user = null;
    layer.fault(fault, this);
    if (!isAnswered()) {
      respond(response(Status.SERVER_INTERNAL_ERROR).build());
    }
  }

  @Override
  public String toString() {
    return method() + " server " + stateName() + " " + branch();
  }

  @Override
  public abstract Method method();
}
