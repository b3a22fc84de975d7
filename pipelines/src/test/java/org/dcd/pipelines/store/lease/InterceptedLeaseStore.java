package org.dcd.pipelines.store.lease;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.dcd.schemas.stage.StageId;

/** A lease store that runs an action before each operation, for example to wait, to fail, or to begin another run. */
public record InterceptedLeaseStore(LeaseStore leases, Before before) implements LeaseStore {
    /** Called with the name of the operation. */
    public interface Before {
        void operation(String name) throws IOException;
    }

    @Override
    public String location() {
        return leases.location();
    }

    @Override
    public boolean take(StageId id, String holder, Optional<String> expired) throws IOException {
        before.operation("take");
        return leases.take(id, holder, expired);
    }

    @Override
    public Optional<String> holder(StageId id) throws IOException {
        before.operation("holder");
        return leases.holder(id);
    }

    @Override
    public void release(StageId id, String holder) throws IOException {
        before.operation("release");
        leases.release(id, holder);
    }

    @Override
    public WorkName beginWork(StageId id, String holder, Predicate<String> stopped) throws IOException {
        before.operation("beginWork");
        return leases.beginWork(id, holder, stopped);
    }

    @Override
    public void endWork(StageId id, WorkName work, String holder) throws IOException {
        before.operation("endWork");
        leases.endWork(id, work, holder);
    }

    @Override
    public List<WorkName> works(StageId id) throws IOException {
        before.operation("works");
        return leases.works(id);
    }

    @Override
    public Heartbeat start(String holder, String run) throws IOException {
        Heartbeat heartbeat = leases.start(holder, run);
        return new Heartbeat() {
            @Override
            public void write() throws IOException {
                before.operation("write");
                heartbeat.write();
            }

            @Override
            public void setJob(String job) throws IOException {
                heartbeat.setJob(job);
            }

            @Override
            public void detach() throws IOException {
                heartbeat.detach();
            }

            @Override
            public void close() throws IOException {
                heartbeat.close();
            }
        };
    }

    @Override
    public List<String> holders() throws IOException {
        before.operation("holders");
        return leases.holders();
    }

    @Override
    public HeartbeatText heartbeat(String holder) throws IOException {
        before.operation("heartbeat");
        return leases.heartbeat(holder);
    }

    @Override
    public Set<String> stages(String holder) throws IOException {
        before.operation("stages");
        return leases.stages(holder);
    }

    @Override
    public ProcessState process(String holder) throws IOException {
        before.operation("process");
        return leases.process(holder);
    }

    @Override
    public void delete(String holder) throws IOException {
        before.operation("delete");
        leases.delete(holder);
    }
}
