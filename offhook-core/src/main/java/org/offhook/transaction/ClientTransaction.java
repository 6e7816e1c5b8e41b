package org.offhook.transaction;

import org.jspecify.annotations.Nullable;
import org.offhook.dns.NextHop;
import org.offhook.loop.TimerHandle;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Via;
import org.offhook.transaction.TransactionObserver.Step;
import org.offhook.transport.Flow;
import org.offhook.transport.FlowUser;
import org.offhook.transport.SendListener;
import org.offhook.transport.SentBy;

/** What both client machines share: sending, timers, the end (RFC 3261 §17.1). */
public abstract sealed class ClientTransaction implements Transaction, FlowUser, SendListener
    permits InviteClientTransaction, NonInviteClientTransaction {

  final TransactionLayer layer;
  final ClientKey key;
  private final SentBy sentBy;
  private Flow flow;
  private @Nullable SipRequest request;
  private ClientUser user;
  private @Nullable TimerHandle retransmission;
  private @Nullable TimerHandle deadline;
  private boolean reconnected;
  private boolean left;

  ClientTransaction(TransactionLayer layer, SipRequest request, ClientKey key, Call call) {
    this.layer = layer;
    this.key = key;
    this.request = request;
    this.flow = call.flow();
    var via = request.topVia();
    this.sentBy = new SentBy(via.host(), via.port().orElse(flow.kind().defaultPort()));
    this.user = call.user();
  }

  /** Who asked, and which way. */
  record Call(Flow flow, ClientUser user) {}

  @Override
  public final String branch() {
    return key.branch();
  }

  @Override
  public final Method method() {
    return key.method();
  }

  @Override
  public final Flow flow() {
    return flow;
  }

  /**
   * The request as it was sent, with its Via.
   *
   * @throws IllegalStateException when the outcome is known: the transaction no longer keeps it
   */
  public final SipRequest request() {
    if (request == null) {
      throw new IllegalStateException("the outcome is known: the request is no longer kept");
    }
    return request;
  }

  /** RFC 3261 §18.1.2: a response with another sent-by is not for this endpoint. */
  final boolean isSentBy(Via via) {
    return via.host().equalsIgnoreCase(sentBy.host())
        && via.port().orElse(flow.kind().defaultPort()) == sentBy.port();
  }

  abstract void start();

  abstract void received(SipResponse response);

  /** Whether the outcome is still open. */
  abstract boolean isWaiting();

  /** Whether a response means something to this machine now. */
  boolean takes(SipResponse response) {
    return isWaiting();
  }

  abstract void terminatedState();

  /** The user threw: what must still happen so that the peer is not left hanging. */
  abstract void abandon();

  final void begin() {
    flow.join(this);
    var bytes = request().toBytes();
    if (mayLeave(bytes.length)) {
      flow.send(bytes, this);
    }
  }

  final void retransmit() {
    var bytes = request().toBytes();
    if (mayLeave(bytes.length)) {
      layer.counters().retransmissions++;
      layer.step(this, Step.RETRANSMITTED);
      flow.send(bytes, this);
    }
  }

  /** What may not leave now is tried again when it would be repeated. */
  private boolean mayLeave(int bytes) {
    if (user.isSparing()) {
      var budget = layer.transport().repeats();
      if (left ? !budget.allows(flow, bytes) : !budget.allowsUnasked(flow, bytes)) {
        return false;
      }
    }
    left = true;
    return true;
  }

  @Override
  public final void sendFailed(String reason) {
    if (isWaiting()) {
      fail(new Failure.Transport(reason));
    }
  }

  @Override
  public final void flowLost(Flow lost, String reason) {
    if (!isWaiting() || (lost != flow && flow.isConnection())) {
      return;
    }
    if (!lost.isConnection() || !lost.established() || reconnected) {
      fail(new Failure.Transport(reason));
      return;
    }
    // The peer matches the repetition by its branch, should the first copy have arrived.
    reconnected = true;
    layer.step(this, Step.RECONNECTED);
    flow = layer.transport().flowTo(new NextHop(lost.kind(), lost.remote(), lost.domain()));
    begin();
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

  /** The outcome is known: only what absorbing repeated responses needs is kept. */
  final void settle() {
    stopRetransmission();
    stopDeadline();
    flow.leave(this);
    request = null;
  }

  final void fail(Failure failure) {
    layer.failed(this, failure);
    terminate();
    try {
      user.failed(failure);
    } catch (RuntimeException | Error e) {
      layer.fault(e, this);
    }
    user = Nobody.INSTANCE;
  }

  /** The endpoint closes. */
  final void close() {
    if (isWaiting()) {
      fail(new Failure.Transport("the endpoint closes"));
    } else if (!isTerminated()) {
      terminate();
      tellTerminated();
    }
  }

  final void terminate() {
    settle();
    terminatedState();
    layer.remove(this);
  }

  final void tellProvisional(SipResponse response) {
    try {
      user.provisional(response);
    } catch (RuntimeException | Error e) {
      userFault(e);
    }
  }

  final void tellFinal(SipResponse response) {
    try {
      user.finalResponse(response);
    } catch (RuntimeException | Error e) {
      userFault(e);
    }
  }

  final void tellTerminated() {
    try {
      user.terminated();
    } catch (RuntimeException | Error e) {
      userFault(e);
    }
    forgetUser();
  }

  final void forgetUser() {
    user = Nobody.INSTANCE;
  }

  private void userFault(Throwable fault) {
    user = Nobody.INSTANCE;
    layer.fault(fault, this);
    abandon();
  }

  @Override
  public String toString() {
    return method() + " client " + stateName() + " " + branch();
  }

  /** Stands in when there is no user any more. */
  private enum Nobody implements ClientUser {
    INSTANCE;

    @Override
    public void finalResponse(SipResponse response) {}

    @Override
    public void failed(Failure failure) {}
  }
}
