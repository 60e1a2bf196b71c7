package iommu.grade.watch;

import iommu.grade.judge.LiveLook;

/** What a watching learner sees. Told of everything in its order, on one thread. */
public interface Screen {

    /** A version was saved, and is being judged. */
    void judging();

    /** More is known of it. */
    void show(LiveLook look);

    /** What is there is no submission. @param sentence why */
    void refused(String sentence);

    /** Nothing more will be known of it. @param smallest its smallest run, for a person; empty if there is none to show */
    void settled(LiveLook look, String smallest);
}
