package org.offhook.transaction;

import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.transaction.TransactionObserver.Step;

/** The non-INVITE client machine: RFC 3261 §17.1.2 figure 6. */
public final class NonInviteClientTransaction extends ClientTransaction {

  /** The states of the figure. */
  public enum State {
    /** Sent, no response yet: Timers E and F run. */
    TRYING,
    /** A provisional response came: Timer E goes on at T2, Timer F as before. */
    PROCEEDING,
    /** The final response came; Timer K. */
    COMPLETED,
    /** Over. */
    TERMINATED
  }

  private State state = State.TRYING;
  private long intervalE;

  NonInviteClientTransaction(TransactionLayer layer, SipRequest request, ClientKey key, Call call) {
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
    return state == State.TRYING || state == State.PROCEEDING;
  }

  @Override
  void start() {
    layer.changed(this, "", state.name());
    begin();
    if (!flow().kind().reliable()) {
      intervalE = layer.timers().t1();
      retransmitAfter(intervalE, this::timerE);
    }
    deadlineAfter(layer.timers().giveUp(), this::timerF);
  }

  private void timerE() {
    retransmit();
    intervalE =
        state == State.PROCEEDING ? layer.timers().t2() : layer.timers().doubledToT2(intervalE);
    retransmitAfter(intervalE, this::timerE);
  }

  private void timerF() {
    fail(new Failure.Timeout(false));
  }

  @Override
  void received(SipResponse response) {
    switch (state) {
      case TRYING, PROCEEDING -> {
        if (response.status().isProvisional()) {
          if (state == State.TRYING) {
            become(State.PROCEEDING);
          }
          tellProvisional(response);
        } else {
          complete(response);
        }
      }
      case COMPLETED -> layer.step(this, Step.ABSORBED);
      case TERMINATED -> {}
    }
  }

  private void complete(SipResponse response) {
    settle();
    become(State.COMPLETED);
    if (flow().kind().reliable()) {
      terminate();
    } else {
      deadlineAfter(layer.timers().t4(), this::terminate);
    }
    tellFinal(response);
    forgetUser();
  }

  @Override
  void abandon() {
    if (isWaiting()) {
      layer.failed(this, new Failure.Transport("its user failed"));
      terminate();
    }
  }

  @Override
  void terminatedState() {
    become(State.TERMINATED);
  }

  private void become(State next) {
    layer.changed(this, state.name(), next.name());
    state = next;
  }
}
