package org.offhook.transaction;

import java.util.ArrayList;
import java.util.List;
import org.offhook.message.SipResponse;

/** A client user that writes down what it is told. */
public class RecordingUser implements ClientUser {

  /** {@code 180}, {@code 200}, {@code timeout}, {@code transport}, {@code terminated}. */
  public final List<String> told = new ArrayList<>();

  public final List<SipResponse> responses = new ArrayList<>();

  @Override
  public void provisional(SipResponse response) {
    told.add(Integer.toString(response.status().code()));
    responses.add(response);
  }

  @Override
  public void finalResponse(SipResponse response) {
    told.add(Integer.toString(response.status().code()));
    responses.add(response);
  }

  @Override
  public void failed(Failure failure) {
    told.add(
        switch (failure) {
          case Failure.Timeout timeout -> timeout.afterCancel() ? "cancel-timeout" : "timeout";
          case Failure.Transport transport -> "transport";
        });
  }

  @Override
  public void terminated() {
    told.add("terminated");
  }
}
