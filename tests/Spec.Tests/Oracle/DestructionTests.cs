using Verified.Kernel;
using Verified.Spec;
using DomainStatus = Verified.Spec.DomainStatus;

namespace Verified.Tests;

/// <summary>A domain that has channels, and grants that another has mapped, is destroyed step by step.</summary>
public sealed class DestructionTests
{
    [Fact]
    public void Every_step_of_a_destruction_is_the_specifications_and_keeps_every_sentence()
    {
        Oracle oracle = Scenes.Connected();
        Assert.Null(oracle.Call("destroydomain", 0, 1));
        for (int step = 0; oracle.Machine.Read(Domains.Status, 1) == DomainStatus.Dying; step++)
        {
            Assert.True(step <= DestroyStage.End, "the destruction does not end");
            Assert.Null(oracle.Call(NameOf(oracle.Machine.State.DestroyCursors[1]), 1));
            Assert.Equal(0, oracle.Result);
            if (step % 4 == 0) Assert.Null(oracle.WhatFails());
        }

        Assert.Null(oracle.WhatFails());
        Assert.Equal(DomainStatus.Free, oracle.Machine.Read(Domains.Status, 1));
    }

    private static string NameOf(uint cursor) =>
        cursor < DestroyStage.Handles ? "destroy_port"
        : cursor < DestroyStage.Grants ? "destroy_mapping"
        : cursor < DestroyStage.Leaves ? "destroy_grant"
        : cursor < DestroyStage.End ? "destroy_leaf"
        : "destroy_end";
}
