package org.offhook.transaction;

import org.jspecify.annotations.Nullable;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.transaction.TransactionObserver.Step;
import org.offhook.transport.SendListener;

/** The INVITE client machine: RFC 3261 §17.1.1 figure 5 with RFC 6026 §7.2, CANCEL by §9.1. */
public final class InviteClientTransaction extends ClientTransaction {

  /** The states of the figure. */
  public enum State {
    /** Sent, no response yet: Timers A and B run. */
    CALLING,
    /** A provisional response came: no timer runs, unless cancelled. */
    PROCEEDING,
    /** 300-699 came and was acknowledged; Timer D. */
    COMPLETED,
    /** 2xx came: further ones go to the user; Timer M. */
    ACCEPTED,
    /** Over. */
    TERMINATED
  }

  private enum Cancel {
    NOT_WANTED,
    WANTED,
    SENT
  }

  private State state = State.CALLING;
  private Cancel cancel = Cancel.NOT_WANTED;
  private @Nullable SipRequest cancelRequest;
  private byte @Nullable [] ack;
  private long intervalA;

  InviteClientTransaction(TransactionLayer layer, SipRequest request, ClientKey key, Call call) {
    super(layer, request, key, call);
  }

  /** Where the machine is. */
  public State state() {
    return state;
  }

  @Override
  public String stateName() {
    return state.name();
  }

  @Override
  public boolean isTerminated() {
    return state == State.TERMINATED;
  }

  @Override
  boolean isWaiting() {
    return state == State.CALLING || state == State.PROCEEDING;
  }

  @Override
  boolean takes(SipResponse response) {
    return isWaiting() || (state == State.ACCEPTED && response.status().isSuccess());
  }

  @Override
  void start() {
    layer.changed(this, "", state.name());
    begin();
    if (!flow().kind().reliable()) {
      intervalA = layer.timers().t1();
      retransmitAfter(intervalA, this::timerA);
    }
    deadlineAfter(layer.timers().giveUp(), this::timerB);
  }

  private void timerA() {
    retransmit();
    intervalA *= 2;
    retransmitAfter(intervalA, this::timerA);
  }

  /** Timer B; after a CANCEL the same time once more (RFC 3261 §9.1). */
  private void timerB() {
    fail(new Failure.Timeout(cancel != Cancel.NOT_WANTED));
  }

  @Override
  void received(SipResponse response) {
    var status = response.status();
    switch (state) {
      case CALLING, PROCEEDING -> {
        if (status.isProvisional()) {
          proceed(response);
        } else if (status.isSuccess()) {
          accept(response);
        } else {
          complete(response);
        }
      }
      case COMPLETED -> {
        if (status.isProvisional() || status.isSuccess()) {
          layer.step(this, Step.ABSORBED);
        } else {
          sendAck();
        }
      }
      case ACCEPTED -> {
        if (status.isSuccess()) {
          tellFinal(response);
        } else {
          layer.step(this, Step.ABSORBED);
        }
      }
      case TERMINATED -> {}
    }
  }

  private void proceed(SipResponse response) {
    if (state == State.CALLING) {
      stopRetransmission();
      stopDeadline();
      become(State.PROCEEDING);
      if (cancel == Cancel.WANTED) {
        sendCancel();
      }
    }
    tellProvisional(response);
  }

  private void accept(SipResponse response) {
    settle();
    become(State.ACCEPTED);
    deadlineAfter(layer.timers().giveUp(), this::timerM);
    tellFinal(response);
  }

  private void timerM() {
    terminate();
    tellTerminated();
  }

  private void complete(SipResponse response) {
    ack = HopRequests.ack(request(), response).toBytes();
    settle();
    become(State.COMPLETED);
    sendAck();
    if (flow().kind().reliable()) {
      terminate();
    } else {
      deadlineAfter(layer.timers().timerD(), this::terminate);
    }
    tellFinal(response);
    forgetUser();
  }

  private void sendAck() {
    if (ack != null) {
      layer.step(this, Step.ACK_SENT);
      flow().send(ack, SendListener.IGNORE);
    }
  }

  /** See {@link TransactionLayer#cancel(InviteClientTransaction)}. */
  boolean cancel(SipRequest wanted) {
    if (!isWaiting()) {
      return false;
    }
    if (cancel == Cancel.NOT_WANTED) {
      cancel = Cancel.WANTED;
      cancelRequest = wanted;
      if (state == State.PROCEEDING) {
        sendCancel();
      }
    }
    return true;
  }

  private void sendCancel() {
    var wanted = cancelRequest;
    if (wanted != null) {
      cancel = Cancel.SENT;
      cancelRequest = null;
      layer.step(this, Step.CANCEL_SENT);
      layer.sendCancel(wanted, branch(), flow());
      deadlineAfter(layer.timers().giveUp(), this::timerB);
    }
  }

  @Override
  void abandon() {
    if (isWaiting()) {
      cancel(HopRequests.cancel(request()).build());
    }
  }

  @Override
  void terminatedState() {
    ack = null;
    cancelRequest = null;
    become(State.TERMINATED);
  }

  private void become(State next) {
    layer.changed(this, state.name(), next.name());
    state = next;
  }
}
