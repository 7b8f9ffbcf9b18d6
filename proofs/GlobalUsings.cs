// The specification with terms in the place of words.
global using SymbolicMemory =
    Verified.Spec.IGuestMemory<Verified.Symbolic.Logic.SymbolicBool, Verified.Symbolic.Logic.SymbolicWord>;
global using SymbolicSpecification = Verified.Spec.Specification<
    Verified.Symbolic.Logic.SymbolicBool, Verified.Symbolic.Logic.SymbolicWord, Verified.Symbolic.Logic.SymbolicTable>;
