package org.offhook;

/** What all call events share: their call. */
abstract class CallEventBase {
  private final Call call;

  CallEventBase(Call call) {
    this.call = call;
  }

  public Call call() {
    return call;
  }
}
